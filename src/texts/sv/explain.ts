import { exactlyOr } from "../locale.ts";
import type { Catalogue } from "../catalogue.ts";
import { conditionKey } from "./policy-keys.ts";

const PEOPLE = { one: "person", other: "olika personer" };

const STATES = {
  applies: "gäller",
  not: "gäller inte",
  perhaps: "kan inte uteslutas, så det gäller",
  unchecked: "kunde inte kontrolleras, så det tillåter inget",
} as const;

/** The verdict that a command would get, and the policy in force. */
export const explain: Catalogue["explain"] = {
  others: ({ n }, locale) => `${locale.count(n, { one: "regel", other: "regler" })} gäller inte`,
  oneTellsMore: ({ command }) =>
    `Där de skiljer sig blir det en begäran för varje uppsättning villkor. För reglerna bakom en av dem: explain ${command} och bara dess namn.`,
  notACommand({ line, meant }) {
    const hint = meant === null ? 'Skriv "help" för att se vad jag kan göra.' : `Menade du "${meant}"?`;
    return `Jag kan inte förklara "${line}": det börjar inte med ett kommando. ${hint}`;
  },
  onlyReads: ({ command }) =>
    `"${command}" läser bara: dina egna rättigheter i Defender avgör vad du ser. Principen har ingen betydelse för det.`,
  takesRole: ({ command, roles }, locale) =>
    `"${command}" kräver rollen ${locale.or(roles)}, men inget godkännande. Principen har ingen betydelse för det.`,

  heading: ({ what, target }) => `${what}: ${target}`,
  summary: ({ command, outcome }) => `${command}: ${outcome}`,
  refused: ({ why }) => `Det skulle nekas: ${why}`,
  atOnce: "Det skulle göras direkt, med dina egna rättigheter.",
  atOnceReviewed:
    "Det skulle göras direkt, med dina egna rättigheter, och en annan Approver skulle behöva granska det.",
  waits: ({ approvals }) => `Det skulle vänta på ${approvals}.`,

  askedBy: "Begärt av",
  yourRole: "Din roll",
  approvers: "Godkännare",
  openFor: "Öppen i",
  length: ({ ms }, locale) => locale.exactly(ms),
  reason: "Orsak",
  limit: "Gräns",
  noRole: "ingen krävs; Defenders egna roller avgör",
  hasRole: ({ role, at, now }, locale) => `${role}, som krävs (kontrollerat ${locale.ago(at, now)})`,
  lacksRole: ({ role, at, now }, locale) =>
    `${role} krävs och du har den inte (kontrollerat ${locale.ago(at, now)})`,
  approversOf(holes, locale) {
    return [
      `${locale.count(holes.n, PEOPLE)} med rollen Approver${holes.own ? ", även du" : ", inte du"}`,
      ...(holes.exclude.length === 0 ? [] : [`inte ${holes.exclude.join(", ")}`]),
      ...(holes.stepUp.length === 0 ? [] : [`med ny inloggning (${holes.stepUp.join(", ")})`]),
    ].join("; ");
  },
  reasonGiven: "angiven",
  reasonRequired: "krävs: utan orsak skulle det nekas",
  reasonOptional: "valfri",
  state: ({ state }) => STATES[state],
  condition: ({ key, because }) => `${conditionKey(key)}: ${because}`,

  policy: "Principen som gäller",
  builtIn: "Den inbyggda principen: det finns ingen principfil.",
  fromFile:
    "Från principfilen. Alla regler som matchar gäller: ett nekande vinner, sedan flest godkännanden och kortast tid.",
  usually: "Vanligtvis",
  whoAsked: "Den som begärde",
  selfApproval: ({ allowed }) => (allowed ? "får godkänna" : "får inte godkänna"),
  reasonIs: ({ reason }) => ({ required: "krävs", optional: "valfritt" })[reason],
  limitOf: ({ action }) => `Gräns: ${action}`,
  emergency: "Nödläge",
  leases: "Tidsgränser",
  leaseRange: ({ min, max }, locale) => `från ${exactlyOr(min, locale)} till ${exactlyOr(max, locale)}`,
  incidentComments: "Skrivs i incidenter",
  note: "Obs!",
};
