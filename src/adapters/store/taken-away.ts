import type { Tx } from "../../bot/rows.ts";
import type { Db } from "./database.ts";
import { lasts } from "./lasting.ts";

/**
 * Whom requests take away, each kind by an index of its own: in an outbreak a day has thousands of devices that are nobody's
 * here, and every click asks.
 */

type Asked = Parameters<Tx["requests"]["takenAway"]>;

/** As `RequestRows.takenAway`. */
export async function takenAway(db: Db, ...asked: Asked): Promise<readonly string[]> {
  const [accounts, waiting, devices] = [
    await accountsGone(db, ...asked),
    await accountsWaiting(db, ...asked),
    await heldDevices(db, ...asked),
  ];
  const holders = devices.flatMap(({ held_by: some }) => some?.split(" ") ?? []);
  return [...new Set([...accounts, ...waiting].flatMap(({ target_id: id }) => id ?? []).concat(holders))];
}

function accountsGone(db: Db, ...[{ accounts }, since, { except = "" }]: Asked) {
  return db
    .selectFrom("requests")
    .select("target_id")
    .where("action", "in", accounts)
    .where("approved_at", ">=", since)
    .where("id", "!=", except)
    .execute();
}

/** Steps that wait have their place with their leader. By their state, of which few are, and not by what was ever asked for. */
async function accountsWaiting(db: Db, ...[{ accounts }, since, { except = "" }]: Asked) {
  const rows = await db
    .selectFrom("requests as step")
    .innerJoin("requests as leader", "leader.id", "step.leader")
    .select(["step.target_id", "step.action"])
    .where("step.state", "=", "Requested")
    .where("leader.approved_at", ">=", since)
    .where("step.id", "!=", except)
    .execute();
  return rows.filter(({ action }) => accounts.some((one) => one === action));
}

function heldDevices(db: Db, ...[{ devices }, since, { except = "", isLasting = false }]: Asked) {
  return db
    .selectFrom("requests")
    .select("held_by")
    .where("held_by", "is not", null)
    .where("action", "in", devices)
    .where("id", "!=", except)
    .where((is) =>
      is.or([
        is("approved_at", ">=", since),
        // However long ago a holder's device was cut off: until its release has come through, they don't have it back.
        ...(isLasting ? [lasts(is, "release")] : []),
        is.and([
          is("state", "=", "Requested"),
          is.exists(
            is
              .selectFrom("requests as leader")
              .select("leader.id")
              .whereRef("leader.id", "=", "requests.leader")
              .where("leader.approved_at", ">=", since),
          ),
        ]),
      ]),
    )
    .execute();
}
