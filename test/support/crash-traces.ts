import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { setTimeout as pause } from "node:timers/promises";
import { auditOf } from "../../src/adapters/store/audit.ts";
import { requestsOf } from "../../src/adapters/store/requests.ts";
import { openReadOnly, type ReadOnlyStore } from "../../src/adapters/store/store.ts";
import type { Request } from "../../src/requests/machine/request.ts";
import type { SandboxDefender } from "../../sandbox/defender/server.ts";
import type { AuditRecord } from "../../src/audit/record.ts";
import {
  erasOf,
  idIn,
  type Action,
  type Call,
  type Card,
  type Evidence,
  type Traces,
} from "./crash-evidence.ts";
import { isSettled } from "./crash-judge.ts";
import { stateOf, type Shop } from "./crash-shop.ts";
import { silentLog } from "./services.ts";
import { shownIn, type Tenant } from "./tenant.ts";

/** What the story leaves behind in the store, in Defender and in Teams. */

/** Each look reads the whole store. */
const LOOK_EVERY_MS = 2000;
/** More than a lease, the minute of looking and a slow machine take. */
const SETTLE_MS = 180_000;
const MANY = 10_000_000;

/** What is done to people, by the end of its path: it leaves no machine action, and bears no comment. */
const ON_PEOPLE = { revokeSignInSessions: "revoke-sessions", confirmCompromised: "compromised" } as const;
const userIds = z.object({ userIds: z.array(z.string()) });

/** The command behind a call on a person, and who it is about; null: it is another call. */
function onPerson({ path, body }: { readonly path: string; readonly body: unknown }): string | null {
  const [last, before] = path.split("/").toReversed();
  const [, command] = Object.entries(ON_PEOPLE).find(([name]) => name === last) ?? [];
  const id = userIds.safeParse(body).data?.userIds[0] ?? before;
  return command === undefined ? null : `${command} ${id}`;
}

/** The changing calls that have reached Defender and Graph. */
export function changesOf({ defender, graph }: Tenant): SandboxDefender["calls"] {
  return [
    ...defender.calls.filter((call) => call.method === "POST"),
    ...graph.calls.filter((call) => call.method === "POST" && onPerson(call) !== null),
  ];
}

/** Lets the bot finish what it has promised, stops it, and gives what is there then. */
export function settledTraces({
  tenant,
  bots,
  evidence,
}: Pick<Shop, "tenant" | "bots" | "evidence">): Promise<Traces> {
  const unheard = () => bots.flatMap(({ logFile }) => unheardIn(logFile));
  return reading(tenant, async (store) => {
    const last = Date.now() + SETTLE_MS;
    let traces = await tracesOf(tenant, evidence, store);
    while (!isCalm(traces) && Date.now() < last) {
      await pause(LOOK_EVERY_MS);
      traces = await tracesOf(tenant, evidence, store);
    }
    await Promise.all(bots.map((bot) => bot.stop()));
    return { ...(await tracesOf(tenant, evidence, store)), unheard: unheard() };
  });
}

/** What is there so far. */
interface SoFar extends Omit<Traces, "unheard"> {
  /** Answers that Teams has not taken yet. */
  readonly unposted: number;
}

/** Whether the bot has nothing left to do but wait for people, or for a call that never came through. */
function isCalm(traces: SoFar): boolean {
  if (traces.unposted > 0) return false;
  return traces.requests.every((request) => {
    if (!isSettled(request, traces)) return false;
    // Its card is that of the request that it is a step of.
    if (request.of !== undefined) return true;
    return traces.cards.some(({ id, state }) => id === request.id && state === request.state);
  });
}

const loggedLine = z.object({ msg: z.literal("message failed"), time: z.iso.datetime() });

/** When a process has given up waiting for Teams, by its own log: nobody else can tell. */
export function unheardIn(logFile: string): readonly number[] {
  if (!existsSync(logFile)) return [];
  const lines = readFileSync(logFile, "utf8")
    .split("\n")
    .filter((line) => line.includes("message failed"));
  return lines.flatMap((line) => {
    const { data } = loggedLine.safeParse(JSON.parse(line));
    return data === undefined ? [] : [Date.parse(data.time)];
  });
}

async function tracesOf(tenant: Tenant, evidence: Evidence, store: ReadOnlyStore): Promise<SoFar> {
  const stored = await storedIn(store);
  const idOf = idsByTarget({ ...evidence, ...stored });
  const calls = changesOf(tenant).map(({ path, oid, body, at, status }): Answered => ({
    ...{ path, oid, at, status, comment: commentIn(body) },
    person: onPerson({ path, body }),
    id: idOf.get(onPerson({ path, body }) ?? "") ?? idIn(commentIn(body)),
  }));
  const replies = tenant.teams.messages("soc").filter((one) => one.author === null);
  return {
    ...{ ...evidence, ...stored },
    calls,
    actions: [...machineActionsOf(tenant), ...calls.filter(isDoneToPerson).map(deedOn)],
    answered: new Set(replies.map((one) => one.rootId ?? "")),
    cards: replies.flatMap((one): readonly Card[] => {
      const [, id] = /"  ·  ([0-9A-Z]{4}-[0-9A-Z]{4})\b/.exec(shownIn(one)) ?? [];
      const state = stateOf(one);
      return id === undefined || state === null ? [] : [{ id, state, at: one.at }];
    }),
  };
}

/** The audit chain as it is, while no bot runs or while one does; oldest record first. */
export function chainIn(tenant: Tenant): Promise<readonly AuditRecord[]> {
  return reading(tenant, async (store) =>
    (await store.read((db) => auditOf(db).list(null, MANY))).toReversed(),
  );
}

async function reading<T>(tenant: Tenant, read: (store: ReadOnlyStore) => Promise<T>): Promise<T> {
  const databaseUrl = tenant.database.env["DATABASE_URL"] ?? null;
  const store = await openReadOnly({ dataDir: join(tenant.dataDir, "bot"), databaseUrl, log: silentLog });
  try {
    return await read(store);
  } finally {
    await store.close();
  }
}

type Stored = Pick<SoFar, "records" | "requests" | "posts" | "unposted">;

async function storedIn(store: ReadOnlyStore): Promise<Stored> {
  return store.read(async (db) => {
    const records = await auditOf(db).list(null, MANY);
    const ids = [...new Set(records.flatMap((record) => record.requestId ?? []))];
    const found: (Request | null)[] = [];
    for (const id of ids) found.push(await requestsOf(db).get(id));
    const posts = await db
      .selectFrom("posts")
      .selectAll()
      .where("kind", "in", ["request", "notice"])
      .execute();
    const isUnposted = ({ kind, activity_id, due_at }: (typeof posts)[number]): boolean =>
      kind === "notice" && activity_id === null && due_at !== null;
    return {
      records: records.toReversed(),
      requests: found.filter((one) => one !== null),
      posts: posts.filter(({ kind }) => kind === "request"),
      unposted: posts.filter(isUnposted).length,
    };
  });
}

function machineActionsOf({ defender }: Tenant): readonly Action[] {
  return defender.actions.map(({ requestorComment, type, machineId, creationDateTimeUtc }) => ({
    ...{ id: idIn(requestorComment), comment: requestorComment, type, deviceId: machineId },
    at: Date.parse(creationDateTimeUtc),
  }));
}

interface Answered extends Call {
  readonly status: number;
  /** As `onPerson`. */
  readonly person: string | null;
}

/** Also where the caller did not live to hear of it. */
function isDoneToPerson({ person, oid, status }: Answered): boolean {
  return person !== null && oid !== null && status < 300;
}

function deedOn({ id, person, at }: Answered): Action {
  const [type = "", deviceId = ""] = person?.split(" ") ?? [];
  return { id, comment: "", type, deviceId, at };
}

/** Nobody is asked for twice: a person's calls are those of the step that is about them. */
function idsByTarget(traces: Pick<Traces, "restores" | "records">): ReadonlyMap<string, string> {
  const asked = erasOf(traces).flatMap(({ chain }) => chain.filter(({ event }) => event === "requested"));
  return new Map(
    asked.map(({ command, target, requestId }) => [`${command} ${target?.deviceId}`, requestId ?? ""]),
  );
}

function commentIn(body: unknown): string {
  const comment = typeof body === "object" && body !== null && "Comment" in body ? body.Comment : "";
  return typeof comment === "string" ? comment : "";
}
