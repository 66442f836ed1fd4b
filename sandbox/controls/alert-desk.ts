import { HOSTILE_TITLES } from "../defender/hostile.ts";
import { seededRandom, type Random } from "../defender/random.ts";
import type { SandboxDefender } from "../defender/server.ts";
import type { SandboxAlert, SandboxDevice } from "../defender/types.ts";
import type { AlertsItem, Attack } from "../page-server/view.ts";
import { personByKey, type SandboxPerson } from "../people.ts";
import { ATTACKS } from "./attacks.ts";
import { nextStep } from "./alert-steps.ts";
import { createListeners } from "./listeners.ts";

export type RaisedSeverity = "Informational" | "Low" | "Medium" | "High";

/** What the page's operator does with alerts. */
export interface AlertDesk {
  item(): AlertsItem;
  onChange(listener: () => void): () => void;
  /** A new alert; null: any severity, any device. @throws Error for a device that isn't there */
  raise(invocation: { readonly severity: RaisedSeverity | null; readonly device: string | null }): void;
  /** A storm: so many alerts at once, over all devices and severities, in at most 60 incidents. */
  raiseMany(count: number): void;
  /** One incident of several alerts. */
  attack(kind: Attack): void;
  /** Takes the alert raised last, else the newest, one sensible step on. */
  changeLast(): void;
  /** Forgets what it did: the alerts are others now. */
  reset(): void;
}

/** Above those that Defender's first alerts have. */
const FIRST_INCIDENT = 9001;
const STORM_INCIDENTS = 60;
/** As often as they come in reality: mostly noise. */
const SEVERITIES: readonly RaisedSeverity[] = [
  ...(["High", "Medium", "Medium", "Low", "Low", "Low", "Informational"] as const),
];
/** One title in so many is an attacker's. */
const HOSTILE_EVERY = 20;

/** `defender` gives the one that runs now. */
export function createAlertDesk(defender: () => SandboxDefender, seed = Date.now()): AlertDesk {
  const random = seededRandom(seed);
  const listeners = createListeners();
  const incidents = new Map<string, number>();
  let nextIncident = FIRST_INCIDENT;
  let last: string | null = null;
  let told: string | null = null;

  function tell(text: string): void {
    // Titles may turn the line round, or break it.
    told = text.replaceAll(/\p{C}+/gu, " ");
    listeners.tell();
  }
  /** Alerts of one device belong together, as one attack. */
  function incidentOf(machineId: string): number {
    const known = incidents.get(machineId);
    if (known !== undefined) return known;
    incidents.set(machineId, nextIncident);
    nextIncident += 1;
    return nextIncident - 1;
  }
  return {
    onChange: listeners.on,
    item: () => ({ devices: namesOf(defender().devices), told }),
    raise: ({ severity, device }) => {
      const machine = device === null ? anyDevice(defender().devices, random) : defender().device(device);
      const incidentId = incidentOf(machine.id);
      const alert = defender().raiseAlert({
        ...{ machineId: machine.id, incidentId, severity: severity ?? random.pick(SEVERITIES) },
        ...titleOf(random),
      });
      last = alert.id;
      const where = alert.computerDnsName?.split(".")[0] ?? "a device without a name";
      tell(`${severityWord(alert)} alert on ${where}: “${alert.title}” (incident ${incidentId}).`);
    },
    raiseMany: (count) => {
      const { devices } = defender();
      const from = nextIncident;
      nextIncident += STORM_INCIDENTS;
      for (let index = 0; index < count; index += 1) {
        // 7 and 40 have no common divisor: every device gets its share.
        const machineId = devices[(index * 7) % devices.length]?.id ?? "";
        const incidentId = from + (index % STORM_INCIDENTS);
        const severity = random.pick(SEVERITIES);
        last = defender().raiseAlert({ machineId, incidentId, severity, ...titleOf(random) }).id;
      }
      const places = `${Math.min(count, devices.length)} devices`;
      tell(`Raised ${count} alerts on ${places}, in ${Math.min(count, STORM_INCIDENTS)} incidents.`);
    },
    attack: (kind) => {
      const incidentId = nextIncident;
      nextIncident += 1;
      tell(ATTACKS[kind](defender(), incidentId, Date.now()));
      last = defender().alerts.at(-1)?.id ?? null;
    },
    changeLast: () => {
      const alert = defender().alerts.find(({ id }) => id === last) ?? newest(defender().alerts);
      if (alert === undefined) return tell("There is no alert to change.");
      const { fields, text } = nextStep(alert, analyst(), new Date().toISOString());
      defender().changeAlert(alert.id, fields);
      tell(text);
    },
    reset: () => {
      incidents.clear();
      [nextIncident, last, told] = [FIRST_INCIDENT, null, null];
      listeners.tell();
    },
  };
}

function analyst(): SandboxPerson {
  return personByKey("carla");
}

/** Nothing: the kind's own title. */
function titleOf(random: Random): { title?: string } {
  return random.int(HOSTILE_EVERY) === 0 ? { title: random.pick(HOSTILE_TITLES) } : {};
}

function severityWord({ severity }: SandboxAlert): string {
  return severity === "UnSpecified" ? "Unspecified" : severity;
}

function anyDevice(devices: readonly SandboxDevice[], random: Random): SandboxDevice {
  return random.pick(devices.filter(({ computerDnsName }) => computerDnsName !== null));
}

/** Short names, each once. */
function namesOf(devices: readonly SandboxDevice[]): readonly string[] {
  const names = devices.flatMap(({ computerDnsName }) => computerDnsName?.split(".")[0] ?? []);
  return [...new Set(names)].toSorted();
}

function newest(alerts: readonly SandboxAlert[]): SandboxAlert | undefined {
  const at = ({ alertCreationTime }: SandboxAlert) => Date.parse(alertCreationTime);
  return alerts.toSorted((left, right) => at(right) - at(left))[0];
}
