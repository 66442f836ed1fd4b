import type { Catalogue } from "../catalogue.ts";
import { clause } from "../clause.ts";

/** An isolation that ends by itself and has not begun: that it is cancelled at its end, or why not. */
export const leasePending: Catalogue["leasePending"] = {
  cancelLapsed: ({ at, why }, locale) =>
    `Isoleringen skulle vara över ${locale.clockOn(at)} och har aldrig trätt i kraft; den borde avbrytas, men ${clause(why)}. Nu behövs godkännande för det.`,
  notCancelled: ({ why }) => `avbröts inte automatiskt: ${clause(why)}`,
  notCancelledNews: ({ id, why }) =>
    `Isoleringen avbröts inte automatiskt: ${clause(why)}. Nu behöver ${id} godkännas.`,
  neverBegan: ({ name, at }, locale) =>
    `${name} har inte svarat, och isoleringen skulle vara över ${locale.clockOn(at)}: den avbryts nu, så att den inte börjar när enheten hör av sig igen. Behövs den fortfarande? Begär den då på nytt.`,
  someNeverBegan:
    "Några av enheterna har inte svarat, och deras isolering skulle vara över nu: den avbryts, så att den inte börjar när de hör av sig igen. Behövs den fortfarande? Begär den då på nytt.",
  cancelledNoMore: ({ id, state }) => `${id} är ${state}`,
  pendingNoMore: ({ status }) => `Defender kallar isoleringen ${status} nu`,
  notListed: "Defender visar inte isoleringen",
};
