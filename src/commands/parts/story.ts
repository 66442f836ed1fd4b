import { mayRead } from "./may-read.ts";
import { say, type Text } from "../../texts/text.ts";
import type { Alert } from "../../defender/alert.ts";
import type { AuditRecord } from "../../audit/record.ts";
import type { MachineAction } from "../../defender/machine-action.ts";
import type { Listed } from "../../defender/listed.ts";
import type { ReadContext } from "../command.ts";
import type { Subject } from "./subject.ts";
import type { Request } from "../../requests/machine/request.ts";

/** What happened around some alerts, in order: what was raised, asked, decided and done, as far as the person may see it. */

export interface StoryEvent {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly kind: "alert" | "request" | "action";
  readonly title: Text;
  /** UPN, or whoever Defender names; null: nobody did, or, of a request, the bot itself. */
  readonly by: string | null;
  readonly requestId: string | null;
}

export interface Story {
  /** The first one first. */
  readonly events: readonly StoryEvent[];
  /** What there may be besides. */
  readonly gaps: readonly Text[];
  /** What of it was asked for here, with the records of it, and what ran on the devices. */
  readonly requests: readonly Request[];
  readonly records: readonly AuditRecord[];
  readonly actions: readonly MachineAction[];
}

/** Requests that are looked at, and records of each. */
const MOST_REQUESTS = 50;
const MOST_RECORDS = 100;
/** Of all devices together: as many as are read in time. */
const MOST_ACTIONS = 10_000;
/** An attack is older than its first alert. */
const BEFORE_MS = 86_400_000;

/**
 * @param most requests that are looked at
 */
export async function storyOf(
  context: ReadContext,
  { alerts, subjects, isCut }: Pick<Subject, "alerts" | "subjects" | "isCut">,
  most = MOST_REQUESTS,
): Promise<Story> {
  const devices = [...new Set(alerts.flatMap(({ deviceIds }) => deviceIds))];
  const [asked, actions] = await Promise.all([
    recordsAbout(context, [...subjects, ...devices], most),
    actionsOn(context, devices, sinceOf(alerts, context.clock.now())),
  ]);
  const { items: ranThere, isWhole } = actions ?? { items: [], isWhole: true };
  const events = [...alerts.flatMap(raised), ...asked.records.map(decided), ...ranThere.flatMap(ran)];
  return {
    events: events.toSorted((a, b) => a.at - b.at),
    gaps: [
      ...(isCut ? [say("timeline.alertsCut")] : []),
      ...(actions === null ? [say("timeline.actionsUnread")] : []),
      ...(isWhole ? [] : [say("timeline.actionsCut", { most: MOST_ACTIONS })]),
      ...(asked.isCut ? [say("timeline.onlySome", { n: most })] : []),
    ],
    requests: asked.requests,
    records: asked.records,
    actions: ranThere,
  };
}

function sinceOf(alerts: readonly Alert[], now: number): number {
  return Math.min(...alerts.map(({ createdAt }) => createdAt ?? now), now) - BEFORE_MS;
}

async function recordsAbout(
  context: ReadContext,
  targets: readonly string[],
  most: number,
): Promise<Pick<Story, "requests" | "records"> & { readonly isCut: boolean }> {
  const { store } = context;
  const requests = await store.read((tx) => tx.requests.about(targets, most));
  const readable = await readableDevices(context, requests);
  const isAllowed = ({ target }: Request): Promise<boolean> => {
    const known = readable.get(target.id) ?? mayRead(context, target);
    readable.set(target.id, known);
    return known;
  };
  const allowed = await Promise.all(requests.map(isAllowed));
  const own = requests.filter((_, index) => allowed[index] === true);
  const shown = [...own, ...(await leadersOf(context, own))];
  const records = await store.read((tx) =>
    Promise.all(shown.map(({ id }) => tx.audit.list(id, MOST_RECORDS))),
  );
  return { requests: shown, records: records.flat(), isCut: requests.length === most };
}

/** A request of several steps names them all: who may not see one of them is not shown it. */
async function leadersOf({ store }: ReadContext, steps: readonly Request[]): Promise<readonly Request[]> {
  const seen = Map.groupBy(steps, ({ of }) => of?.leader);
  const ids = [...seen.keys()].filter((id) => id !== undefined);
  const found = await store.read((tx) => Promise.all(ids.map((id) => tx.requests.get(id))));
  return found.flatMap((leader) =>
    leader?.steps !== undefined && leader.steps.count === seen.get(leader.id)?.length ? [leader] : [],
  );
}

/** Of devices few calls tell which can be read. */
async function readableDevices(
  { defender }: ReadContext,
  requests: readonly Request[],
): Promise<Map<string, Promise<boolean>>> {
  const ids = [...new Set(requests.flatMap(({ target }) => (target.kind === "device" ? [target.id] : [])))];
  if (ids.length === 0) return new Map();
  const found = new Set((await defender.devicesById(ids)).map(({ id }) => id));
  return new Map(ids.map((id) => [id, Promise.resolve(found.has(id))]));
}

/** One call for all of its devices; null: they could not be read. */
async function actionsOn(
  { defender }: ReadContext,
  devices: readonly string[],
  since: number,
): Promise<Listed<MachineAction> | null> {
  if (devices.length === 0) return { items: [], isWhole: true, unread: 0 };
  try {
    const found = await defender.machineActions({ since, top: MOST_ACTIONS });
    const items = found.items.filter(({ deviceId }) => devices.includes(deviceId.toLowerCase()));
    return { ...found, items };
  } catch {
    return null;
  }
}

function raised({ createdAt, title, deviceName: device }: Alert): readonly StoryEvent[] {
  if (createdAt === null) return [];
  const event = { at: createdAt, kind: "alert", by: null, requestId: null } as const;
  return [{ ...event, title: say("timeline.raised", { title, device }) }];
}

function decided({ at, actor, event, command, target, requestId }: AuditRecord): StoryEvent {
  return {
    at: Date.parse(at),
    kind: "request",
    title: say("timeline.did", { event, command, target: target?.name ?? null }),
    by: "system" in actor ? null : actor.upn,
    requestId: requestId ?? null,
  };
}

function ran({ createdAt, type, scope, deviceName, deviceId, status, requestor }: MachineAction) {
  if (createdAt === null) return [];
  const action = say("actions.action", { type, scope });
  const title = say("timeline.ran", { action, device: deviceName ?? deviceId, status });
  return [{ at: createdAt, kind: "action" as const, title, by: requestor, requestId: null }];
}
