import { sql } from "kysely";
import { originOfLease } from "../../requests/machine/lease-model.ts";
import type { Tx } from "../../bot/rows.ts";
import type { Request } from "../../requests/machine/request.ts";
import { FINAL_STATES } from "../../requests/machine/state.ts";
import type { Db } from "./database.ts";
import { toRequest } from "./requests.ts";

/** The steps of requests: rows of the same table, found by their leader. */
export function stepsOf(db: Db): Tx["steps"] {
  return { ...countedSteps(db), ...listedSteps(db), ...sentSteps(db), ...leasesOf(db) };
}

function countedSteps(db: Db): Pick<Tx["steps"], "tally" | "wake"> {
  return {
    async tally(leader) {
      const rows = await db
        .selectFrom("requests")
        .select(["state", (count) => count.fn.countAll<number>().as("n")])
        .where("leader", "=", leader)
        .groupBy("state")
        .execute();
      return Object.fromEntries(rows.map(({ state, n }) => [state, Number(n)]));
    },
    async wake(leader, now) {
      await db
        .updateTable("requests")
        .set({ due_at: now })
        .where("id", "=", leader)
        .where((is) => is.or([is("due_at", "is", null), is("due_at", ">", now)]))
        // What waits for people is due at half time and at its end; what has ended calls its steps off by itself.
        .where("state", "not in", ["Requested", ...FINAL_STATES])
        .execute();
    },
  };
}

function listedSteps(db: Db): Pick<Tx["steps"], "outliving" | "all" | "inState" | "tried" | "riskiest"> {
  const listed = (leader: string) => db.selectFrom("requests").selectAll().where("leader", "=", leader);
  return {
    outliving: () =>
      read(
        db
          .selectFrom("requests")
          .selectAll()
          .where("state", "not in", FINAL_STATES)
          .where("leader", "in", db.selectFrom("requests").select("id").where("state", "in", FINAL_STATES))
          .orderBy("leader")
          .orderBy("step"),
      ),
    all: (leader) => read(listed(leader).orderBy("step")),
    inState: (leader, states, limit) =>
      read(listed(leader).where("state", "in", states).orderBy("risk").orderBy("step").limit(limit)),
    tried: (leader, limit) =>
      read(listed(leader).where("approved_at", "is not", null).orderBy("step").limit(limit)),
    riskiest: (leader, offset, limit) =>
      read(listed(leader).orderBy("risk", "desc").orderBy("step").limit(limit).offset(offset)),
  };
}

async function read(query: {
  execute(): Promise<Parameters<typeof toRequest>[0][]>;
}): Promise<readonly Request[]> {
  return (await query.execute()).map(toRequest);
}

function sentSteps(db: Db): Pick<Tx["steps"], "sent"> {
  return {
    async sent(action, since) {
      const { n } = await db
        .selectFrom("requests")
        .select((count) => count.fn.countAll<number>().as("n"))
        .where("action", "=", action)
        .where("approved_at", ">=", since)
        .where((is) => is.or([is("leader", "is not", null), is("weight", "=", 1)]))
        .executeTakeFirstOrThrow();
      return Number(n);
    },
  };
}

function leasesOf(db: Db): Pick<Tx["steps"], "leases" | "leasesOpen"> {
  // By the origin, which is unique and indexed.
  const waiting = (leader: string) =>
    db
      .selectFrom("requests as step")
      .innerJoin("requests as release", (join) =>
        join.on("release.origin", "=", sql<string>`${originOfLease("")} || ${sql.ref("step.id")}`),
      )
      .where("step.leader", "=", leader)
      .where("release.state", "=", "Approved");
  return {
    leases: (leader) => read(waiting(leader).selectAll("release").orderBy("step.step")),
    async leasesOpen(leader) {
      const { n } = await waiting(leader)
        .select((count) => count.fn.countAll<number>().as("n"))
        .executeTakeFirstOrThrow();
      return Number(n);
    },
  };
}
