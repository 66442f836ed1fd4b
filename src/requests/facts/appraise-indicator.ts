import type { Presence } from "../../defender/lookups.ts";
import { hostOf, targetIdOf, type Indicated, type Indicator } from "../../defender/indicator.ts";
import { sha1OfMd5 } from "../../defender/by-md5.ts";
import { domainOf, addressIn, type Observable } from "../../defender/observable.ts";
import { protectedBy } from "../../defender/protected.ts";
import type { DefenderReads } from "../../defender/read-only.ts";
import { UserError, type UserErrorCode } from "../../shared/errors.ts";
import { say, type Text } from "../../texts/text.ts";
import { UNCHECKED } from "./device-lines.ts";
import { identityOf, type Relied } from "../machine/relied.ts";
import { circumstancesOf, verdictFor, type Appraised, type Asked, type Sight } from "./sight.ts";

/** What an indicator does on devices. */
export const MODES = ["block", "warn", "audit", "allow"] as const;
export type Mode = (typeof MODES)[number];

/** As Defender calls them. */
export const MODE_ACTIONS = { block: "Block", warn: "Warn", audit: "Audit", allow: "Allowed" } as const;

/** The mode that was typed; blocking when nothing was. */
export function modeOf({ mode }: Readonly<Record<string, unknown>>): Mode {
  return MODES.find((one) => one === String(mode).toLowerCase()) ?? "block";
}

/** The mode that a word stands for, in our words or Defender's; null: none. */
export function modeIn(word: string): Mode | null {
  const named = word.trim().toLowerCase();
  return MODES.find((one) => one === named || MODE_ACTIONS[one].toLowerCase() === named) ?? null;
}

/** How common a value is, and what is there under it already; null: could not be looked up. */
interface Found {
  readonly presence: Presence | null;
  readonly fleet: number | null;
  /** Microsoft takes the file for harmful. */
  readonly isHarmful: boolean;
}

/**
 * An invocation to block a value, or to stop that: what would hurt the organisation is refused, and how common the value is stands
 * on the card before anybody decides.
 * @throws UserError when it is protected, so already, or not there; SignInRequired
 */
export async function appraiseIndicator(sight: Sight, asked: Asked): Promise<Appraised> {
  const indicated = asked.args["value"] as Indicated;
  const isNew = asked.command.name === "block";
  const mode = modeOf(asked.args);
  if (isNew) refuseProtected(indicated, mode, [asked.requester.upn, ...(await sight.guard.colleagues())]);
  const target = { kind: "indicator", id: targetIdOf(indicated), name: indicated.value } as const;
  const [there, found, circumstances] = await Promise.all([
    sight.defender.indicators(indicated),
    isNew ? commonness(sight.defender, indicated) : null,
    circumstancesOf(sight, asked, [target.id]),
  ]);
  const [standing = null] = there;
  if (isNew) refuseSame(standing, asked);
  else if (standing === null) throw new UserError("not-found", say("indicators.notThere", indicated));
  if (found !== null) refuseCommon(indicated, found, mode);
  // It reaches every device: rules about devices count.
  const verdict = verdictFor(sight, asked, { device: null, ...circumstances });
  return {
    kind: "appraised",
    target,
    facts: null,
    verdict,
    surroundings: indicatorSurroundings(indicated, mode, found, sight.now),
  };
}

/** An indicator that is there, as what a call takes away: any change of it by others makes it another one. */
export function reliedIndicator(one: Indicator, what: "replaces" | "removes"): Relied {
  const { id, action, description, createdBy: who, createdAt: at, expiresAt, groups } = one;
  const standing = say("indicators.standingIs", { action, who, at, expiresAt, groups });
  const is = identityOf(action, description, expiresAt, groups.toSorted());
  return { key: id, is, shown: say(`indicators.${what}`, { standing }) };
}

/** What speaks against one value of several, whatever anybody approves. */
const NOT_THIS_ONE: readonly UserErrorCode[] = ["policy", "conflict", "not-found"];

/** As `appraiseIndicator` for one of several: where that refuses the value, its verdict says why. */
export async function indicatorOrWhyNot(sight: Sight, asked: Asked): Promise<Appraised> {
  try {
    return await appraiseIndicator(sight, asked);
  } catch (error) {
    if (!(error instanceof UserError) || !NOT_THIS_ONE.includes(error.code)) throw error;
    const indicated = asked.args["value"] as Indicated;
    const target = { kind: "indicator", id: targetIdOf(indicated), name: indicated.value } as const;
    const verdict = { ...verdictFor(sight, asked, { device: null }), deny: error.text };
    return { kind: "appraised", target, facts: null, verdict };
  }
}

function refuseProtected(indicated: Indicated, mode: Mode, upns: readonly string[]): void {
  const why = whyProtected(indicated, mode, upns);
  if (why !== null) throw new UserError("policy", why);
}

/**
 * Why nobody may block a value, or have people warned of it, whatever anybody approves; null: nothing protects it. Pure.
 * @param upns of people of the organisation: the more are known, the more of its domains
 */
export function whyProtected(indicated: Indicated, mode: Mode, upns: readonly string[]): Text | null {
  if (mode === "audit" || mode === "allow") return null;
  const own = [...new Set(upns.flatMap((upn) => domainOf(upn.split("@").at(-1) ?? "") ?? []))];
  const why = protectedBy(indicated, own);
  return why === null ? null : say("indicators.protected", { value: indicated.value, why });
}

/**
 * Where the same is there already, everywhere and without end, and nobody asks for another end or for other groups, nothing is
 * left to do. One that ends, or holds for some groups alone, is not what was asked for: nobody must take it for that.
 */
function refuseSame(standing: Indicator | null, { args }: Asked): void {
  if (standing === null || standing.action !== MODE_ACTIONS[modeOf(args)]) return;
  if (standing.expiresAt !== null || standing.groups.length > 0) return;
  if (args["expires"] !== undefined || args["groups"] !== undefined) return;
  const { value, action, createdBy: who, createdAt: at } = standing;
  throw new UserError("conflict", say("indicators.already", { value, action, who, at }), "data");
}

/** A file that half of the fleet runs is part of how it works, unless Microsoft itself takes it for harmful. */
function refuseCommon({ type }: Indicated, { presence, fleet, isHarmful }: Found, mode: Mode): void {
  if (mode !== "block" && mode !== "warn") return;
  const devices = presence?.devices ?? 0;
  if (isHarmful || !type.startsWith("File") || !isCommon(devices, fleet)) return;
  throw new UserError("policy", say("indicators.common", { devices, fleet: fleet ?? 0 }), "data");
}

function isCommon(devices: number, fleet: number | null): boolean {
  return fleet !== null && fleet > 0 && devices * 2 >= fleet;
}

async function commonness(defender: DefenderReads, indicated: Indicated): Promise<Found> {
  const [seen, fleet] = await Promise.all([
    seenOf(defender, indicated).catch(() => null),
    defender.fleetSize().catch(() => null),
  ]);
  return { presence: seen?.presence ?? null, fleet, isHarmful: seen?.isHarmful ?? false };
}

/** Null: Defender counts no devices of such a value. */
async function seenOf(defender: DefenderReads, indicated: Indicated): Promise<Omit<Found, "fleet"> | null> {
  const { type, value } = indicated;
  if (type === "FileMd5") {
    // Defender counts by SHA-1: whoever names a file by another digest must not get round what protects it.
    const sha1 = await sha1OfMd5(defender, value, true);
    return sha1 === null ? null : seenOf(defender, { type: "FileSha1", value: sha1 });
  }
  if (type === "FileSha1" || type === "FileSha256") {
    const file = await defender.file(value);
    const of: Observable = { kind: "file", value: file.sha1, sha256: file.sha256 };
    const isHarmful = file.determination === "Malware" || file.determination === "Pua";
    return { presence: await defender.presence(of), isHarmful };
  }
  const host = hostOf(indicated);
  if (host === null) return null;
  const kind = addressIn(host) === null ? "domain" : "ip";
  return { presence: await defender.presence({ kind, value: host }), isHarmful: false };
}

function indicatorSurroundings(
  indicated: Indicated,
  mode: Mode,
  found: Found | null,
  now: number,
): NonNullable<Appraised["surroundings"]> {
  const facts = [
    { label: say("indicators.kind"), value: say("indicators.type", { type: indicated.type }) },
    ...(found === null ? [] : [{ label: say("indicators.common30"), value: commonWords(found, now) }]),
  ];
  return { facts, warnings: found === null ? [] : warningsOf(mode, found) };
}

function commonWords({ presence, fleet }: Found, now: number): Text {
  if (presence === null) return UNCHECKED;
  const { devices, lastSeenAt: last } = presence;
  return say("indicators.prevalence", { devices, fleet, last, now });
}

function warningsOf(mode: Mode, { presence, fleet }: Found): readonly Text[] {
  const devices = presence?.devices ?? null;
  return [
    ...(mode === "allow" ? [say("indicators.allowWarns")] : []),
    ...(devices !== null && isCommon(devices, fleet)
      ? [say("indicators.halfTheFleet", { devices, fleet: fleet ?? 0 })]
      : []),
    ...(devices === null ? [say("indicators.notCounted")] : []),
    ...(devices !== null && devices > 0 && fleet === null ? [say("indicators.noFleet")] : []),
  ];
}
