import type { Halt } from "../../requests/machine/halt.ts";
import type { Tx } from "../../bot/rows.ts";
import { parseStored, type Db } from "./database.ts";
import { prepared } from "./prepared.ts";

const HALT = "halt";

/** Switches that hold for all instances. */
export function switchesOf(db: Db): Tx["switches"] {
  const halts = prepared(db, () => db.selectFrom("switches").select("body").where("name", "=", HALT));
  return {
    async halt() {
      const [row] = (await halts({})).rows;
      return row === undefined ? null : parseStored<Halt>("switches", HALT, row.body);
    },
    async setHalt(halt) {
      await db.deleteFrom("switches").where("name", "=", HALT).execute();
      if (halt === null) return;
      await db
        .insertInto("switches")
        .values({ name: HALT, body: JSON.stringify(halt) })
        .execute();
    },
  };
}
