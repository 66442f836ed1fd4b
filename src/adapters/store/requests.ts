import type { ExpressionBuilder, Selectable } from "kysely";
import { awaitsReview } from "../../requests/machine/emergency.ts";
import type { Request } from "../../requests/machine/request.ts";
import type { Tx } from "../../bot/rows.ts";
import { urgencyOf, type Lane } from "../../requests/machine/urgency.ts";
import { chargedAt, weightOf } from "../../requests/machine/usage.ts";
import { parseStored, type Db } from "./database.ts";
import { UNSETTLED } from "./lasting.ts";
import { prepared, type Due } from "./prepared.ts";
import type { Schema } from "./schema.ts";
import { takenAway } from "./taken-away.ts";
import { CONTAIN, type Action } from "../../policy/model.ts";
import type { Person } from "../../shared/people.ts";
import { FINAL_STATES, type RequestState } from "../../requests/machine/state.ts";

const CALLED_OFF: readonly RequestState[] = ["Denied", "Expired", "Cancelled"];

function byId(db: Db, { id }: { readonly id: string }) {
  return db.selectFrom("requests").selectAll().where("id", "=", id);
}

function replaceIfStill(db: Db, { id, was, ...columns }: Schema["requests"] & { readonly was: number }) {
  return db.updateTable("requests").set(columns).where("id", "=", id).where("version", "=", was);
}

function dueIn(db: Db, { now, limit, from, to }: Due & Lane) {
  return db
    .selectFrom("requests")
    .selectAll()
    .where("due_at", "<=", now)
    .where("urgency", ">=", from)
    .where("urgency", "<=", to)
    .orderBy("urgency")
    .orderBy("due_at")
    .orderBy("id")
    .limit(limit);
}

/** Requests: JSON text, and beside it the columns that are searched for. */
export function requestsOf(db: Db): Tx["requests"] {
  const replaced = prepared(db, replaceIfStill);
  return {
    ...lookups(db),
    ...lists(db),
    ...counts(db),
    takenAway: (...asked) => takenAway(db, ...asked),
    ...targetsOf(db),
    async insert(request) {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto("requests")
        .values({ id: request.id, ...columnsOf(request) })
        .onConflict((conflict) => conflict.column("origin").doNothing())
        .executeTakeFirstOrThrow();
      return (numInsertedOrUpdatedRows ?? 0n) > 0n;
    },
    async replace(request) {
      const { id, version: was } = request;
      const { numAffectedRows = 0n } = await replaced({
        ...{ id, was },
        ...columnsOf({ ...request, version: was + 1 }),
      });
      return numAffectedRows > 0n;
    },
  };
}

function lookups(db: Db): Pick<Tx["requests"], "get" | "byOrigin" | "open" | "unsettled"> {
  const found = prepared(db, byId);
  return {
    async get(id) {
      const [row] = (await found({ id })).rows;
      return row === undefined ? null : toRequest(row);
    },
    async byOrigin(origin) {
      const row = await db.selectFrom("requests").selectAll().where("origin", "=", origin).executeTakeFirst();
      return row === undefined ? null : toRequest(row);
    },
    async open() {
      const rows = await db
        .selectFrom("requests")
        .selectAll()
        .where((where) => where.or([where("state", "not in", FINAL_STATES), where("review_open", "=", 1)]))
        .where("leader", "is", null)
        .orderBy("requested_at", "desc")
        .orderBy("id")
        .execute();
      return rows.map(toRequest);
    },
    unsettled: (targetId) => unsettled(db, targetId),
  };
}

function lists(db: Db): Pick<Tx["requests"], "openOn" | "about" | "due"> {
  const due = prepared(db, dueIn);
  return {
    async openOn(targetId, action) {
      const rows = await db
        .selectFrom("requests")
        .selectAll()
        .where("target_id", "=", targetId)
        .where("action", "=", action)
        .where("state", "not in", FINAL_STATES)
        .execute();
      // Not by the database: it would take the index that has this order, and with it all requests of the action.
      return rows.map(toRequest).toSorted((a, b) => a.requestedAt - b.requestedAt || (a.id < b.id ? -1 : 1));
    },
    about: (targetIds, limit, among) => about(db, targetIds, limit, among),
    async due(now, limit, { from, to }) {
      return (await due({ now, limit, from, to })).rows.map(toRequest);
    },
  };
}

async function about(db: Db, ...[targetIds, limit, among]: Parameters<Tx["requests"]["about"]>) {
  if (targetIds.length === 0) return [];
  let query = db.selectFrom("requests").selectAll().where("target_id", "in", targetIds);
  if (among) query = query.where("action", "in", among.actions).where("state", "not in", among.except);
  const rows = await query.orderBy("requested_at", "desc").orderBy("id").limit(limit).execute();
  return rows.map(toRequest);
}

function counts(db: Db): Pick<Tx["requests"], "charges" | "ofPerson"> {
  return {
    async charges(action, since, { except = "", isEmergency = false } = {}) {
      const rows = await db
        .selectFrom("requests")
        .select(["approved_at", "device_group", "weight"])
        .where("action", "=", action)
        .where("approved_at", ">=", since)
        .where("id", "!=", except)
        .where("emergency", "=", isEmergency ? 1 : 0)
        .orderBy("approved_at")
        .execute();
      const own = rows.flatMap((row) => {
        const charge = { at: row.approved_at ?? 0, group: row.device_group };
        return Array.from({ length: row.weight }, () => charge);
      });
      const waiting = await waitingUnder(db, action, since, except);
      return [...own, ...waiting];
    },
    async ofPerson(person, since) {
      const rows = await db
        .selectFrom("requests")
        .selectAll()
        .where("requester", "=", whoOf(person))
        .where("leader", "is", null)
        .where((is) => is.or([is("requested_at", ">", since), is("state", "=", "Requested")]))
        .execute();
      return rows.map(toRequest);
    },
  };
}

/**
 * Steps that wait under a request which is approved and has steps of several kinds: that one's own row counts for none of
 * their actions.
 */
async function waitingUnder(db: Db, action: string, since: number, except: string) {
  const rows = await db
    .selectFrom("requests as leader")
    .innerJoin("requests as step", "step.leader", "leader.id")
    .select(["leader.approved_at", "step.device_group"])
    .where("leader.action", "=", CONTAIN)
    .where("leader.approved_at", ">=", since)
    .where("leader.id", "!=", except)
    .where("step.action", "=", action)
    .where("step.state", "=", "Requested")
    .execute();
  return rows.map(({ approved_at: at, device_group: group }) => ({ at: at ?? 0, group }));
}

/** A step that waits was let pass with its leader. One that leads steps stands for theirs, and is no target itself. */
function targetsOf(db: Db): Pick<Tx["requests"], "targetsOf"> {
  return {
    async targetsOf({ requester, approver }, since) {
      const rows = await db
        .selectFrom("requests as one")
        .leftJoin("requests as leader", "leader.id", "one.leader")
        .select(["one.target_id", "one.action", "one.origin"])
        .where("one.state", "not in", CALLED_OFF)
        .whereRef("one.target_id", "!=", "one.id")
        .where((is) =>
          is.or([
            is.and([is("one.requester", "=", whoOf(requester)), is("one.requested_at", ">", since)]),
            ...(approver === undefined ? [] : [passedBy(is, "one", approver, since)]),
            ...(approver === undefined ? [] : [passedBy(is, "leader", approver, since)]),
          ]),
        )
        .execute();
      return rows.flatMap(({ target_id: targetId, action, origin }) =>
        targetId === null ? [] : [{ targetId, action: action as Action, origin }],
      );
    },
  };
}

type Where = ExpressionBuilder<{ one: Schema["requests"]; leader: Schema["requests"] }, "one" | "leader">;

function passedBy(is: Where, row: "one" | "leader", approver: Pick<Person, "oid" | "tid">, since: number) {
  return is.and([is(`${row}.passed_by`, "=", whoOf(approver)), is(`${row}.passed_at`, ">", since)]);
}

async function unsettled(db: Db, targetId: string): Promise<readonly Request[]> {
  const rows = await db
    .selectFrom("requests")
    .selectAll()
    .where("target_id", "=", targetId)
    .where("state", "in", UNSETTLED)
    .execute();
  return rows.map(toRequest);
}

/** Who has completed the approvals, and when; null while they are not complete. */
function passed({ state, approvals }: Request): Pick<Schema["requests"], "passed_by" | "passed_at"> {
  const last = state === "Requested" ? undefined : approvals.at(-1);
  return { passed_by: last === undefined ? null : whoOf(last.person), passed_at: last?.at ?? null };
}

function whoOf({ oid, tid }: Pick<Person, "oid" | "tid">): string {
  return `${tid}|${oid}`;
}

function columnsOf(request: Request): Omit<Schema["requests"], "id"> {
  return {
    version: request.version,
    state: request.state,
    action: request.action,
    origin: request.origin,
    target_id: request.target.id,
    requester: whoOf(request.requester),
    device_group: request.device?.group ?? null,
    requested_at: request.requestedAt,
    approved_at: chargedAt(request),
    finished_at: request.finishedAt,
    due_at: request.dueAt,
    urgency: urgencyOf(request),
    review_open: awaitsReview(request) ? 1 : 0,
    leader: request.of?.leader ?? null,
    step: request.of?.n ?? null,
    risk: request.of?.risk ?? null,
    weight: weightOf(request),
    ...passed(request),
    emergency: request.emergency === undefined ? 0 : 1,
    held_by: request.heldBy?.length ? request.heldBy.join(" ") : null,
    body: JSON.stringify(request),
  };
}

/** As it was stored; when it is due is what its column says, which others set by itself: what writes it back keeps that. */
export function toRequest(row: Selectable<Schema["requests"]>): Request {
  return { ...parseStored<Request>("requests", row.id, row.body), dueAt: row.due_at };
}
