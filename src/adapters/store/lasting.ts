import type { ExpressionBuilder } from "kysely";
import type { Action } from "../../policy/model.ts";
import type { RequestState } from "../../requests/machine/state.ts";
import type { Db } from "./database.ts";
import type { Schema } from "./schema.ts";

/** Requests that are finished, and whose effect is there until somebody ends it: who made it, and how, counts as long. */

export const UNSETTLED: readonly RequestState[] = ["Approved", "Executing", "Pending", "InProgress"];
/** What was asked for may have been done by a request in one of these. */
const MAY_LAST: readonly RequestState[] = [...UNSETTLED, "Interrupted", "Succeeded", "TimedOut"];
/** What lasts, and what ends it, as far as anything here goes by it later. */
const LASTING: readonly { readonly makes: Action; readonly ends: Action }[] = [
  { makes: "isolate", ends: "release" },
  { makes: "suspend", ends: "reinstate" },
];

/** Whether what a request did may last still: it was sent, and nothing that ends it has succeeded since. */
export function lasts(is: ExpressionBuilder<Schema, "requests">, ends: Action) {
  const ended = is
    .selectFrom("requests as ending")
    .select("ending.id")
    .where("ending.action", "=", ends)
    .where("ending.state", "=", "Succeeded")
    .whereRef("ending.target_id", "=", "requests.target_id")
    .whereRef("ending.finished_at", ">", "requests.approved_at");
  return is.and([is("state", "in", MAY_LAST), is("approved_at", "is not", null), is.not(is.exists(ended))]);
}

/** Ids of all of them. One that leads steps has no target of its own. */
export function stillLasting(db: Db) {
  return db
    .selectFrom("requests")
    .select("requests.id")
    .whereRef("requests.target_id", "!=", "requests.id")
    .where((is) =>
      is.or(LASTING.map(({ makes, ends }) => is.and([is("requests.action", "=", makes), lasts(is, ends)]))),
    );
}
