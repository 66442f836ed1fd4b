import { deviceIdOf } from "./device-id.ts";
import type { Random } from "../../sandbox/defender/random.ts";
import type { SandboxEvidence } from "../../sandbox/defender/types.ts";
import type { SandboxAccount } from "../../sandbox/graph/people/types.ts";
import { SANDBOX_DOMAIN, type PersonKey } from "../../sandbox/people.ts";
import { ASKERS, type Question, type Shop } from "./crash-shop.ts";
import type { Tenant } from "./tenant.ts";

/** What the people of the crash test ask for: each time about devices and people that nobody has asked for yet. */

/** Of ten: one for two approvers, one emergency, one that ends by itself one day; half are of several steps, of which one in a while has up to 50. */
const KINDS = [
  ...(["pair", "urgent", "lease", "single", "single"] as const),
  ...(["many", "many", "many", "people", "mixed"] as const),
];
type Kind = (typeof KINDS)[number] | "large";

/** A few requests have very many steps, and most have few: so the story has no more calls than if all were alike. */
const MOST = 50;
const MIDDLING = 20;
const SMALL = 3;
/** One of so many questions is a large one, the first soon: an approver has to open its pages. */
const LARGE_EVERY = 50;
const FIRST_LARGE = 4;

/** What is typed before the reason. */
const LINES: Readonly<Record<Kind, (shop: Shop, random: Random, name: string) => string>> = {
  pair: (shop, _, name) => `isolate ${devices(shop, name, 1)}`,
  single: (shop, _, name) => `isolate ${devices(shop, name, 1)}`,
  lease: (shop, _, name) => `isolate ${devices(shop, name, 1)} for:15m`,
  urgent: (shop, _, name) => `isolate ${devices(shop, name, 1)} emergency:true`,
  many: (shop, random, name) =>
    `isolate ${devices(shop, name, 1 + random.int(random.int(10) === 0 ? MIDDLING : SMALL))}`,
  large: (shop, random, name) => `isolate ${devices(shop, name, MOST - random.int(MOST - MIDDLING))}`,
  people: (shop, random, name) => `revoke-sessions ${accounts(shop, name, 2 + random.int(2))}`,
  mixed: (shop, _, name) => `contain ${incident(shop, name)}`,
};

const SEVERAL: readonly Kind[] = ["many", "large", "people", "mixed"];

export function newQuestion(shop: Shop, random: Random): Question {
  shop.asked += 1;
  const drawn = random.pick(KINDS);
  const kind = shop.asked % LARGE_EVERY === FIRST_LARGE ? "large" : drawn;
  const name = `${kind}-${shop.asked}`;
  const reason = `${name}-reason`;
  const plans = ["approve", "approve", "approve", "approve", "waver", "deny", "cancel"] as const;
  const mayStop = SEVERAL.includes(kind) && random.int(4) === 0;
  return {
    reason,
    text: `${LINES[kind](shop, random, name)} ${reason}`,
    by: askerOf(kind, shop),
    approvers: kind === "pair" ? ["carla", "david"] : ["carla"],
    plan: kind === "urgent" ? "approve" : mayStop ? "stop" : random.pick(plans),
    byForm: kind === "mixed",
  };
}

/** Nobody may have more than ten waiting, or ask more than twenty times a minute; Ana may read people. */
function askerOf(kind: Kind, { asked }: Shop): PersonKey {
  if (kind === "urgent") return "david";
  return kind === "people" || kind === "mixed" ? "ana" : ASKERS[asked % ASKERS.length]!;
}

let made = 0;

function devices({ tenant: { defender } }: Shop, name: string, count: number): string {
  const model = defender.device("ward3-nurse12");
  const fresh = Array.from({ length: count }, (_, index) => ({
    ...model,
    id: deviceIdOf("c4a5", (made += 1)),
    computerDnsName: `${name}${count === 1 ? "" : `-${index + 1}`}.${SANDBOX_DOMAIN}`,
    machineTags: [],
  }));
  defender.devices.push(...fresh);
  return fresh.map(({ computerDnsName }) => computerDnsName).join(", ");
}

function hired({ graph: { people } }: Tenant, name: string): SandboxAccount {
  const model = people.find(`j.moreau@${SANDBOX_DOMAIN}`)!;
  const id = `c4a5c4a5-0000-4000-8000-${(made += 1).toString(16).padStart(12, "0")}`;
  const account = { ...model, id, upn: `${name}@${SANDBOX_DOMAIN}`, name, shortName: name };
  people.hire(account);
  return account;
}

function accounts({ tenant }: Shop, name: string, count: number): string {
  return Array.from({ length: count }, (_, index) => hired(tenant, `${name}-${index + 1}`).upn).join(", ");
}

/** Two devices and a person of one attack. */
function incident(shop: Shop, name: string): string {
  const { defender } = shop.tenant;
  const incidentId = 700_000 + (made += 1);
  const { id, upn } = hired(shop.tenant, name);
  const about: SandboxEvidence = {
    ...defender.alerts[0]!.evidence[0]!,
    ...{ entityType: "User", aadUserId: id, userPrincipalName: upn, accountName: name },
    ...{ domainName: "CONTOSO", processCommandLine: null, fileName: null },
  };
  const names = devices(shop, name, 2).split(", ");
  for (const { id: machineId, computerDnsName, rbacGroupName } of defender.devices.slice(-names.length))
    defender.raiseAlert({ machineId, computerDnsName, rbacGroupName, incidentId, evidence: [about] });
  return String(incidentId);
}
