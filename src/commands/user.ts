import { accountTarget } from "../grammar/account-target.ts";
import { positional } from "../grammar/args.ts";
import { several } from "../grammar/several.ts";
import type { Account, SignIn } from "../defender/account.ts";
import { homeOf, pointlessActs } from "../defender/account-acts.ts";
import {
  findAccounts,
  knownAccount,
  noSuchAccount,
  part,
  type KnownAccount,
  type Part,
} from "../defender/account-lookup.ts";
import type { Alert } from "../defender/alert.ts";
import type { LabelValue, Tone } from "../messaging/card.ts";
import type { CardButton } from "../messaging/content.ts";
import { isReserved } from "../defender/reserved.ts";
import { lookUpArgs, nameable } from "../messaging/look-up.ts";
import { deviceTarget } from "../grammar/args.ts";
import { huntsButton } from "../messaging/hunts-button.ts";
import { factsCard, type Facts, type FactsRow } from "../messaging/facts-card.ts";
import { UserError } from "../shared/errors.ts";
import { say, type Text, type Words } from "../texts/text.ts";
import { reads, type ReadContext } from "./command.ts";
import { accountPicker } from "./parts/account-picker.ts";
import { allOf } from "../defender/listed.ts";

const DAY_MS = 86_400_000;
const SIGN_INS_MS = 7 * DAY_MS;
const ALERTS_MS = 30 * DAY_MS;
const MOST_SIGN_INS = 5;
const MOST_TITLES = 3;
const MOST_ALERTS = 200;

export const user = reads({
  name: "user",
  summary: say("summary.user"),
  args: { target: positional(several(accountTarget), say("argument.account")) },
  example: "user ana.ruiz@contoso.com",
  asks: say("commands.asksUser"),
  shows: "device-data",
  permissions: [
    "Account.Read.All",
    "Directory.Read.All",
    "IdentityRiskyUser.Read.All",
    "AuditLog.Read.All",
    "SecurityIdentitiesAccount.Read.All",
    "Alert.Read",
  ],
  signIn: "by-call",
  async run(context, { target: [target, ...more] }) {
    if (target === undefined || more.length > 0) throw new UserError("usage", say("userCard.oneAtATime"));
    const { accounts, isCertain } = await findAccounts(context.defender, target);
    const [found] = accounts;
    if (found === undefined) throw noSuchAccount(target);
    if (!isCertain) {
      return accountPicker(accounts, "", (one) =>
        context.button(say("choices.chooseThis"), "user", { target: one.id }),
      );
    }
    // By its id it comes with its manager, and as it is now: the directory's index follows later.
    return accountCard(context, await context.defender.account(found.id));
  },
});

/** What stands beside the account itself; each part may be one that could not be read. */
async function partsOf({ defender, clock }: ReadContext, account: Account) {
  const now = clock.now();
  const alerts = { severities: [], statuses: ["New", "InProgress"], top: MOST_ALERTS } as const;
  const asked = part(defender.identityAccount(account));
  const [known, identity, risk, signIns, devices, open] = await Promise.all([
    knownAccount(defender, account, asked),
    asked,
    part(defender.accountRisk(account.id)),
    part(defender.signIns(account.id, now - SIGN_INS_MS, MOST_SIGN_INS)),
    part(defender.accountDevices(account.id)),
    part(defender.alerts({ ...alerts, createdSince: now - ALERTS_MS }).then(allOf)),
  ]);
  return { known, identity, risk, signIns, devices, open };
}

async function accountCard(context: ReadContext, account: Account) {
  const parts = await partsOf(context, account);
  const { known, risk, signIns } = parts;
  const raw = { target: account.id };
  const state = stateOf(account);
  const pointless = pointlessActs(known, "value" in risk ? (risk.value?.state ?? null) : null);
  return factsCard(
    {
      heading: account.name,
      tone: toneOf(account, risk),
      intro: account.upn,
      facts: [
        { label: say("people.account"), value: state },
        { label: say("userCard.risk"), value: spoken(risk, riskWords) },
        { label: say("userCard.openAlerts"), value: spoken(parts.open, (all) => alertWords(all, account)) },
        { label: say("people.roles"), value: rolesWords(known) },
        ...plainFacts(account),
        { label: say("people.livesIn"), value: homeWords(known, parts.identity) },
        { label: say("people.sessions"), value: say("common.time", { at: account.sessionsValidFrom }) },
        { label: say("userCard.devices"), value: spoken(parts.devices, devicesWords) },
        { label: say("people.objectId"), value: account.id },
        ...("why" in signIns ? [{ label: say("userCard.signIns"), value: spoken(signIns, () => "") }] : []),
        ...("value" in signIns && signIns.value.length === 0
          ? [{ label: say("userCard.signIns"), value: say("userCard.noSignIns") }]
          : []),
      ],
      ...("value" in signIns && { folded: signInsOf(context, signIns.value) }),
      buttons: [
        ...context.changeButtons("user", raw, account.name, pointless),
        huntsButton(context, { user: account.id }),
        ...leadsOn(context, account, parts.devices),
        context.button(say("messaging.refresh"), "user", raw),
      ],
    },
    say("userCard.summary", { name: account.name, state }),
  );
}

/** How many of their devices are shown. */
const MOST_DEVICES = 3;

/** To whom and what the card names beside them: the manager, and the devices, which Defender may know. */
function leadsOn(
  context: ReadContext,
  { manager }: Account,
  devices: Awaited<ReturnType<typeof partsOf>>["devices"],
): readonly CardButton[] {
  const own = "value" in devices ? devices.value.slice(0, MOST_DEVICES) : [];
  const upn = manager?.upn ?? null;
  return [
    ...(upn === null
      ? []
      : [context.button(say("opens.openPerson", { name: upn }), "user", { target: upn })]),
    ...own.flatMap(({ name }) =>
      deviceTarget.parse(name) === null
        ? []
        : [context.button(say("lookups.showDevice", { name }), "device", { target: name })],
    ),
  ].map((button) => ({ ...button, mode: "secondary" as const }));
}

function stateOf({ enabled, isGuest }: Account): Text {
  const state =
    enabled === null ? say("people.unchecked") : enabled ? say("people.enabled") : say("people.disabled");
  return isGuest ? say("userCard.isGuest", { state }) : state;
}

/** Of somebody at risk the name is no good news, whatever their account is. */
function toneOf({ enabled }: Account, risk: Part<AccountRisk | null>): Tone {
  if (enabled === false) return "attention";
  return "value" in risk && risk.value !== null && isAtRisk(risk.value.state) ? "warning" : "neutral";
}

function isAtRisk(state: string | null): boolean {
  return state === "atRisk" || state === "confirmedCompromised";
}

type AccountRisk = NonNullable<Awaited<ReturnType<ReadContext["defender"]["accountRisk"]>>>;

/** The last ones; how many of them failed or were risky is said before anybody opens them. */
function signInsOf(context: ReadContext, all: readonly SignIn[]): NonNullable<Facts["folded"]> {
  const odd = all.filter((one) => one.errorCode !== 0 || isRisky(one)).length;
  return {
    title: say("userCard.lastSignIns", { n: all.length, odd }),
    rows: all.map((one) => signInRow(context, one)),
  };
}

function isRisky({ risk }: SignIn): boolean {
  return risk !== null && risk !== "none" && risk !== "hidden";
}

/** A part in words, or why it is not there. */
function spoken<T>(one: Part<T>, words: (value: T) => Words): Words {
  return "value" in one ? words(one.value) : say("userCard.notChecked", { why: one.why });
}

function homeWords(known: KnownAccount, identity: Part<unknown>): Words {
  const home = say("people.home", { home: homeOf(known), domain: known.isSynced ? known.domain : null });
  return "why" in identity ? say("userCard.identityUnchecked", { home, why: identity.why }) : home;
}

function rolesWords({ roles }: KnownAccount): Words {
  if (roles === null) return say("people.unchecked");
  return roles.length === 0 ? say("people.none") : say("common.listed", { items: roles });
}

function plainFacts({ department, jobTitle, manager, shortName, domain }: Account): readonly LabelValue[] {
  const work = [department, jobTitle].filter((one) => one !== null).join(", ");
  const rows: readonly (readonly [Text, Words])[] = [
    [say("people.department"), work],
    [say("people.manager"), manager === null ? "" : [manager.name, manager.upn].filter(Boolean).join(", ")],
    [say("userCard.shortName"), shortName === null ? "" : [domain, shortName].filter(Boolean).join("\\")],
  ];
  return rows.flatMap(([label, value]) => (value === "" ? [] : [{ label, value }]));
}

function riskWords(risk: Awaited<ReturnType<ReadContext["defender"]["accountRisk"]>>): Words {
  if (risk === null) return say("userCard.noRisk");
  const { level, state, detail: why, at } = risk;
  return say("userCard.riskOf", { level, state, why, at });
}

function devicesWords(devices: Awaited<ReturnType<ReadContext["defender"]["accountDevices"]>>): Words {
  if (devices.length === 0) return say("people.none");
  const items = devices.map(({ name, os, isCompliant: compliant }) =>
    say("userCard.device", { name, os, compliant }),
  );
  return say("common.listed", { items });
}

function alertWords(open: readonly Alert[], account: Account): Words {
  const own = open.filter((alert) => isAbout(alert, account));
  return say("userCard.alerts", {
    n: own.length,
    titles: own.slice(0, MOST_TITLES).map(({ title }) => title),
  });
}

/** Whether an alert names the account in its evidence. */
function isAbout({ people = [] }: Alert, { id, upn }: Account): boolean {
  return people.some((one) => one.id?.toLowerCase() === id || one.upn?.toLowerCase() === upn.toLowerCase());
}

function signInRow(context: ReadContext, one: SignIn): FactsRow {
  const now = context.clock.now();
  const { app, place, ip, at, errorCode, failure, risk } = one;
  const isGood = errorCode === 0;
  const result = isGood ? say("userCard.signInOk") : say("userCard.signInFailed", { code: errorCode });
  const isOdd = isRisky(one);
  const named = ip === null ? null : nameable(ip);
  return {
    title: app ?? say("userCard.unknownApp"),
    badge: isOdd ? say("userCard.riskySignIn", { result, risk: risk ?? "" }) : result,
    tone: isOdd ? "attention" : isGood ? "good" : "warning",
    line: say("userCard.signIn", { place, ip, at, now, failure: isGood ? null : failure }),
    ...(named?.kind === "ip" && !isReserved(named.value)
      ? { opens: context.button(say("opens.lookUp", { value: named.value }), "ip", lookUpArgs(named)) }
      : {}),
  };
}
