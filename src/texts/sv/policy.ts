import type { Catalogue } from "../catalogue.ts";
import { clause } from "../clause.ts";
import { deviceKey, userKey } from "./policy-keys.ts";

const APPROVALS = { one: "godkännande", other: "godkännanden" };
const PER = { hour: "timme", day: "dygn", "device group and hour": "enhetsgrupp och timme" } as const;

const BEYOND = {
  soft: "och ett godkännande till utöver det",
  hard: "den hårda gränsen: inget går utöver den, vem som än godkänner",
  only: "och inte fler",
} as const;

const FACTS = { name: "namnet", group: "enhetsgruppen", value: "värdet", os: "OS" } as const;

/**
 * What the policy says, asks and refuses; and what it goes by (tags, roles, a device's or an account's facts, hours):
 * how that is, that it could not be looked up, and what of it has changed.
 */
export const policy: Catalogue["policy"] = {
  renamed: ({ now, before }) => `UPN är nu ${now}, inte ${before}`,
  departmentChanged: ({ now, before }) => `avdelningen är nu ${now ?? "ingen"}, inte ${before ?? "ingen"}`,
  rolesReadOnce: "katalogrollerna kunde bara läsas en gång",
  roleAdded: ({ role }) => `katalogrollen ${role} har lagts till`,
  roleRemoved: ({ role }) => `katalogrollen ${role} har tagits bort`,

  factChanged: ({ fact, now, before }) =>
    `${FACTS[fact]} är ${now ?? "okänt"} nu, ${before ?? "okänt"} tidigare`,
  tagsReadOnce: "taggarna kunde bara läsas en gång",
  allTagsReadOnce: "alla taggar kunde bara läsas en gång",
  tagAdded: ({ tag }) => `taggen "${tag}" lades till`,
  tagRemoved: ({ tag }) => `taggen "${tag}" togs bort`,

  approvals: ({ n }, locale) => (n === 0 ? "inget godkännande" : locale.count(n, APPROVALS)),
  alertOwner: "aviseringens ägare",
  always: "alltid",
  nothing: "inget",
  /** The conditions of a rule, or its terms. */
  parts: ({ parts }) => parts.join("; "),
  anyOf: ({ words }, locale) => locale.or(words),
  deviceHas: ({ key, wanted }, locale) => `${deviceKey(key)} ${locale.or(wanted)}`,
  userHas: ({ key, wanted }, locale) => `${userKey(key)} ${locale.or(wanted)}`,
  askedForBy: ({ people }, locale) => `begärt av ${locale.or(people)}`,
  perTime: ({ n, per }) => `${n} per ${PER[per]}`,
  atMost: ({ n }) => `därutöver ett godkännande till, upp till ${n} per dygn`,
  used(holes, locale) {
    const free =
      holes.freesAt === null ? "" : `; det finns plats för en till från ${locale.time(holes.freesAt)}`;
    return `${holes.used} av ${holes.most} per ${PER[holes.per]}, ${BEYOND[holes.end]}${free}`;
  },
  notCounted: ({ most, per }) => `${most} per ${PER[per]}, men de kunde inte räknas`,
  emergencyFor: ({ actions }) => `Med rollen BreakGlass: ${actions.join(", ")}`,
  emergencyOff: "Avstängt",
  commentsAll: "beslut och hur de slutar",
  commentsWithoutPeople: "beslut och hur de slutar, men inga om personer",

  compared({ found, wanted, same }, locale) {
    const left = found.length === 0 ? "inget" : found.join(", ");
    if (same && wanted.includes(left)) return left;
    return `${left} ${same ? "=" : "≠"} ${locale.or(wanted)}`;
  },
  inHours: ({ at, inside, hours }) => `${at} är ${inside ? "inom" : "inte inom"} ${hours}`,
  limitLeaves(holes, locale) {
    const more = holes.freesAt === null ? "" : ` Alla får plats från ${locale.time(holes.freesAt)}.`;
    return `Principen tillåter ${holes.most} "${holes.action}" per ${PER[holes.per]}: ${holes.left} är kvar, och detta skulle ta ${holes.calls}.${more}`;
  },
  beyondLimit: ({ action, most, per }) =>
    `Fler än ${most} "${action}" per ${PER[per]}: det kräver ett godkännande till.`,
  targetsCompared: ({ targets, min }) => `${targets} ${targets >= min ? "≥" : "<"} ${min}`,
  manyTargets: ({ min }) => `${min} mål eller fler inom en timme`,
  noName: "Entra anger inget namn",
  noDevice: "det finns ingen enhet",
  noUser: "det gäller inget konto",
  notLookedUp: "det gick inte att slå upp",
  notAllRead: "alla kunde inte läsas",
  givesNone: "Defender anger inget",

  refused: ({ why }) => `nekas: ${why}`,
  openFor: ({ ms }, locale) => `öppen i ${locale.exactly(ms)}`,
  self: ({ allowed }) => (allowed ? "den som begär får godkänna" : "den som begär får inte godkänna"),
  excluded: ({ who }) => `${who.join(", ")} får inte godkänna`,
  signInAnew: ({ context }) => `den som godkänner loggar in på nytt (${context})`,

  deniesNow: ({ why }) => `principen nekar det nu: ${why}`,
  guardedNow: ({ why }) => clause(why),
  moreApprovals: ({ now, before }) => `${now} godkännanden behövs nu, ${before} tidigare`,
  sooner: ({ now, before }, locale) =>
    `det måste godkännas inom ${locale.exactly(now)} nu, ${locale.exactly(before)} tidigare`,
  noSelfApproval: "man får inte längre godkänna sin egen begäran",
  moreExcluded: "fler personer får inte godkänna",
  strongerSignIn: "en starkare inloggning krävs nu",
  underRules: ({ names }) => `nu enligt regel ${names.map((name) => `"${name}"`).join(", ")}`,

  unusable:
    "Principfilen går inte att använda som den är nu, så jag kunde inte kontrollera vad den kräver. Inget har gjorts; kontakta den som driver mig.",
  excludesYou: "Enligt principen får du inte godkänna detta.",
  ownsAlert: "Du äger aviseringen, och principen kräver någon annan.",
  bearsOn: ({ action, why }) => `det påverkar "${action}", som nekas: ${why}`,
  limitsUnchecked: ({ action }) => `Gränserna för "${action}" kunde inte kontrolleras.`,
  limitReached(holes, locale) {
    const more = holes.freesAt === null ? "" : ` En till blir ledig ${locale.time(holes.freesAt)}.`;
    return `Högst ${holes.most} "${holes.action}" per ${PER[holes.per]} tillåts, och ${holes.used} har godkänts: ingen återstår.${more}`;
  },
};
