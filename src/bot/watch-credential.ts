import { text } from "../messaging/content.ts";
import { isDue } from "../shared/due.ts";
import { say } from "../texts/text.ts";
import type { Tx } from "./rows.ts";
import type { Deps } from "./deps.ts";
import { alarmEverybody, tellAdmins } from "../subscriptions/audience.ts";

/**
 * How the application stands with Entra ID, looked at while nobody asks for anything: a secret or a certificate that has
 * ended must not be found out by the next alert that nobody gets.
 */

/** A token is asked for so often; most times the one that is held will do. */
const PROVE_EVERY_MS = 60_000;
/** While Entra refuses: how soon it is seen that the credential was renewed. */
const PROVE_AGAIN_MS = 15_000;
const PROVE_WITHIN_MS = 10_000;
/** A refusal that goes on is told again. */
const TELL_AGAIN_MS = 86_400_000;
const DAY_MS = 86_400_000;
/** Days before the end of the certificate at which Admins are warned. */
const WARN_DAYS = [1, 7, 30] as const;

/** A step of the loops. What is told is told once, however many instances run and however often they start. */
export function createCredentialWatch(deps: Deps): () => Promise<void> {
  let dueAt = 0;
  return async function watchCredential(): Promise<void> {
    const now = deps.clock.now();
    if (!isDue(now, dueAt, PROVE_EVERY_MS)) return;
    await deps.credential.prove(refusalOf(deps) !== null, AbortSignal.timeout(PROVE_WITHIN_MS));
    const why = refusalOf(deps);
    dueAt = now + (why === null ? PROVE_EVERY_MS : PROVE_AGAIN_MS);
    if (why !== null) await tellRefusal(deps, why, now);
    const endsAt = deps.credential.endsAt();
    if (endsAt !== null) await warnOfEnd(deps, endsAt, now);
  };
}

/** Why Entra refuses the application now, in words. */
function refusalOf({ health }: Deps): string | null {
  const found = health.failing().find(({ part }) => part === "entra");
  return found === undefined ? null : (found.why ?? "Entra ID refuses the application");
}

async function tellRefusal(deps: Deps, why: string, now: number): Promise<void> {
  const news = text(say("news.noTokens", { since: now, why }));
  await tellOnce(deps, `entra-refused|${why}`, now + TELL_AGAIN_MS, (tx) =>
    alarmEverybody(deps, tx, news, null),
  );
}

async function warnOfEnd(deps: Deps, endsAt: number, now: number): Promise<void> {
  const left = endsAt - now;
  const days = WARN_DAYS.find((each) => left <= each * DAY_MS);
  if (days === undefined || left <= 0) return;
  const news = text(say("news.certificateEnds", { at: endsAt, leftMs: left }));
  const told = await tellOnce(deps, `certificate|${endsAt}|${days}`, endsAt, (tx) =>
    tellAdmins(deps, tx, news),
  );
  if (told) deps.log.warn("the client certificate ends soon", { endsAt: new Date(endsAt).toISOString() });
}

/** Posts and writes down that it was posted, in one transaction. False: it was told before, or there is nobody to tell. */
async function tellOnce(
  deps: Deps,
  key: string,
  until: number,
  tell: (tx: Tx) => Promise<boolean>,
): Promise<boolean> {
  const now = deps.clock.now();
  const told = await deps.store.transaction(async (tx) => {
    const claim = await tx.once.take(key, now, until - now);
    if (claim.kind !== "taken") return false;
    const told = await tell(tx);
    // An Admin may turn up later.
    await (told ? tx.once.finish(key, "", until) : tx.once.release(key));
    return told;
  });
  if (told) deps.kick();
  return told;
}
