import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { auditOf } from "../../src/adapters/store/audit.ts";
import { requestsOf } from "../../src/adapters/store/requests.ts";
import { openReadOnly, type ReadOnlyStore } from "../../src/adapters/store/store.ts";
import type { Request } from "../../src/requests/machine/request.ts";
import type { SandboxDefender } from "../../sandbox/defender/server.ts";
import type { AuditRecord } from "../../src/audit/record.ts";
import type { Card, Evidence, Traces } from "./crash-evidence.ts";
import { isSettled } from "./crash-judge.ts";
import { stateOf } from "./crash-shop.ts";
import { silentLog } from "./services.ts";
import { shownIn, type Tenant } from "./tenant.ts";

/** What the story leaves behind in the store, in Defender and in Teams. */

/** Each look reads the whole store. */
const LOOK_EVERY_MS = 2000;
/** More than a lease, the minute of looking and a slow machine take. */
const SETTLE_MS = 180_000;
const MANY = 10_000_000;

/** The changing calls that have reached Defender. */
export function changesOf({ defender }: Tenant): SandboxDefender["calls"] {
  return defender.calls.filter((call) => call.method === "POST");
}

/** Lets the bot finish what it has promised, stops it, and gives what is there then. */
export function settledTraces(tenant: Tenant, evidence: Evidence): Promise<Traces> {
  return reading(tenant, async (store) => {
    const last = Date.now() + SETTLE_MS;
    let traces = await tracesOf(tenant, evidence, store);
    while (!isCalm(traces) && Date.now() < last) {
      await pause(LOOK_EVERY_MS);
      traces = await tracesOf(tenant, evidence, store);
    }
    await tenant.bot.stop();
    return await tracesOf(tenant, evidence, store);
  });
}

/** Whether the bot has nothing left to do but wait for people, or for a call that never came through. */
function isCalm(traces: Traces): boolean {
  return traces.requests.every((request) => {
    const own = traces.cards.filter((card) => card.id === request.id);
    return isSettled(request, traces) && own.some(({ state }) => state === request.state);
  });
}

async function tracesOf(tenant: Tenant, evidence: Evidence, store: ReadOnlyStore): Promise<Traces> {
  const stored = await storedIn(store);
  const replies = tenant.teams.messages("soc").filter((one) => one.author === null);
  return {
    ...{ ...evidence, ...stored },
    calls: changesOf(tenant).map(({ path, oid, body, at }) => ({ path, oid, comment: commentIn(body), at })),
    actions: tenant.defender.actions.map(({ requestorComment, type, machineId, creationDateTimeUtc }) => ({
      ...{ comment: requestorComment, type, deviceId: machineId },
      at: Date.parse(creationDateTimeUtc),
    })),
    answered: new Set(replies.map((one) => one.rootId ?? "")),
    cards: replies.flatMap((one): readonly Card[] => {
      const [, id] = /· +([0-9A-Z]{4}-[0-9A-Z]{4})"/.exec(shownIn(one)) ?? [];
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
  return read(store).finally(() => store.close());
}

async function storedIn(store: ReadOnlyStore): Promise<Pick<Traces, "records" | "requests" | "posts">> {
  return store.read(async (db) => {
    const records = await auditOf(db).list(null, MANY);
    const ids = [...new Set(records.flatMap((record) => record.requestId ?? []))];
    const found: (Request | null)[] = [];
    for (const id of ids) found.push(await requestsOf(db).get(id));
    const posts = await db.selectFrom("posts").selectAll().where("kind", "=", "request").execute();
    return { records: records.toReversed(), requests: found.filter((one) => one !== null), posts };
  });
}

function commentIn(body: unknown): string {
  const comment = typeof body === "object" && body !== null && "Comment" in body ? body.Comment : "";
  return typeof comment === "string" ? comment : "";
}
