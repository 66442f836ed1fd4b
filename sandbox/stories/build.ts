import { defenderTime, seededRandom, type Random } from "../defender/random.ts";
import type { SandboxAlert, SandboxDevice } from "../defender/types.ts";
import { SANDBOX_DOMAIN, SANDBOX_TENANT_ID } from "../people.ts";
import { evidenceOf } from "./pieces.ts";
import type { Story, StoryAlert, StorySource } from "./story.ts";
import { STORIES } from "./stories.ts";

/** Turns the stories into alerts, with ids and hashes that are the same at every start. */

const MINUTE = 60_000;
const DAY = 86_400_000;
/** The first story begins so long ago, behind what the lists show unasked; each further one before that. */
const NEWEST = 7.2 * DAY;
const APART = 7 * 60 * MINUTE;
/** Between those of the first alerts and those that are raised later. */
const FIRST_INCIDENT = 3501;

/** How ids begin that the products give, as they come from Microsoft. */
const ID_BEGINNINGS: Readonly<Record<StorySource, string>> = {
  WindowsDefenderAtp: "da",
  WindowsDefenderAv: "da",
  WindowsDefenderSmartScreen: "da",
  CustomDetection: "ed",
  MicrosoftDefenderForIdentity: "aa",
  MicrosoftDefenderForOffice365: "fa",
  CloudAppSecurity: "ca",
  AzureAdIdentityProtection: "ad",
  AppGovernanceDetection: "ma",
  DataLossPrevention: "dl",
  Microsoft365Defender: "ra",
};

/** What has happened to the hospital so far. @param now epoch milliseconds */
export function createStories(devices: readonly SandboxDevice[], now: number): SandboxAlert[] {
  return STORIES.flatMap((story, index) => {
    const began = now - NEWEST - index * APART;
    const random = seededRandom(77_000 + index);
    return story.alerts.map((alert) =>
      alertOf(story, alert, { devices, began, random, incidentId: FIRST_INCIDENT + index }),
    );
  });
}

interface Told {
  readonly devices: readonly SandboxDevice[];
  /** Epoch milliseconds. */
  readonly began: number;
  readonly random: Random;
  readonly incidentId: number;
}

function alertOf(
  story: Story,
  alert: StoryAlert,
  { devices, began, random, incidentId }: Told,
): SandboxAlert {
  // The sensor needs a little until an alert is made of what it saw.
  const seen = began + alert.at * MINUTE;
  const time = (ms: number) => defenderTime(ms, random.int(8), random.int(10_000));
  const created = time(seen + 4 * MINUTE);
  const machines = (alert.devices ?? []).map(({ name, roles }) => ({ ...named(devices, name), roles }));
  const [machine] = machines;
  return {
    id: idOf(alert.source, random),
    incidentId,
    investigationId: machine === undefined ? null : 1 + random.int(400),
    severity: alert.severity,
    investigationState: alert.investigation ?? "UnsupportedAlertType",
    detectionSource: alert.source,
    detectorId: random.uuid(),
    category: alert.category,
    threatFamilyName: alert.family ?? null,
    threatName: alert.family === undefined ? null : `Trojan:Win32/${alert.family}`,
    title: alert.title,
    description: alert.description,
    alertCreationTime: created,
    firstEventTime: time(seen - 2 * MINUTE),
    lastEventTime: time(seen + MINUTE),
    ...outcomeOf(alert, created, time(seen + 95 * MINUTE)),
    machineId: machine?.id ?? "",
    computerDnsName: machine?.computerDnsName ?? null,
    rbacGroupName: machine?.rbacGroupName ?? null,
    aadTenantId: SANDBOX_TENANT_ID,
    mitreTechniques: [...(alert.mitre ?? [])],
    relatedUser: relatedUserOf(alert),
    evidence: evidenceOf(alert, { began, time, machine: (name) => named(devices, name) }),
    graph: {
      incidentName: story.name,
      recommendedActions: alert.recommended ?? "",
      machines: machines.map(({ id, roles }) => ({ id, roles })),
    },
  };
}

/** Two forms are real: Defender for Endpoint counts, the other products have GUIDs. */
function idOf(source: StorySource, random: Random): string {
  const beginning = ID_BEGINNINGS[source];
  if (beginning !== "da") return `${beginning}${random.uuid()}`;
  return `da${638_500_000_000_000_000 + random.int(999_999_999)}${random.int(900) + 100}_${random.int(4_000_000_000) - 2_000_000_000}`;
}

type Outcome = Pick<
  SandboxAlert,
  | "status"
  | "assignedTo"
  | "classification"
  | "determination"
  | "resolvedTime"
  | "lastUpdateTime"
  | "comments"
>;

/** What people have made of it. */
function outcomeOf({ owner, verdict }: StoryAlert, created: string, later: string): Outcome {
  const assignedTo = owner === undefined ? null : `${owner}@${SANDBOX_DOMAIN}`;
  const open = { assignedTo, classification: null, determination: null, resolvedTime: null, comments: [] };
  if (assignedTo === null) return { ...open, status: "New", lastUpdateTime: created };
  if (verdict === undefined) return { ...open, status: "InProgress", lastUpdateTime: later };
  const [classification, determination, comment] = verdict;
  return {
    ...{ status: "Resolved", assignedTo, classification, determination },
    ...{ resolvedTime: later, lastUpdateTime: later },
    comments: [{ comment, createdBy: assignedTo, createdTime: later }],
  };
}

function relatedUserOf({ evidence }: StoryAlert): SandboxAlert["relatedUser"] {
  const user = evidence.find((piece) => piece.kind === "user");
  return user === undefined ? null : { userName: user.account, domainName: user.domain ?? "contoso" };
}

function named(devices: readonly SandboxDevice[], name: string): SandboxDevice {
  const found = devices.find(({ computerDnsName }) => computerDnsName?.split(".")[0] === name);
  if (found === undefined) throw new Error(`no device of the sandbox is called ${name}`);
  return found;
}
