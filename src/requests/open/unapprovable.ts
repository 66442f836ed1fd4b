import { fitting, namesPerson } from "../../policy/canonical.ts";
import { isComplete, needsNobody } from "../../policy/approvals.ts";
import type { Verdict } from "../../policy/model.ts";
import type { Person } from "../../shared/people.ts";
import { say, type Text } from "../../texts/text.ts";
import type { Deps } from "../deps.ts";
import type { Guard } from "../facts/guard.ts";
import type { Target } from "../machine/request.ts";

/** A request that nobody could approve would only wait until it expires: whoever asks is told at once. */

interface Asked {
  readonly requester: Person;
  /** What it is about: of several, all that are decided on together. */
  readonly targets: readonly Target[];
  readonly verdict: Verdict;
}

/**
 * Why nobody could approve it; null: enough people could, as far as is known. Who holds the role is looked up only where those
 * whose last verified roles said so are too few; what can't be listed refuses nothing.
 */
export async function nobodyCould(
  deps: Pick<Deps, "identity" | "store">,
  guard: Pick<Guard, "holders">,
  asked: Asked,
): Promise<Text | null> {
  const { verdict } = asked;
  if (needsNobody(verdict)) return null;
  const known = deps.identity.holders(await deps.store.read((tx) => tx.tokens.all()), "Approver");
  const may = ({ oid }: Pick<Person, "oid">): boolean => mayApprove(asked, oid, known);
  if (isComplete(verdict, known.filter(may))) return null;
  const { Approver: holders, listed } = await guard.holders();
  const free = holders.filter((oid) => may({ oid }));
  if (!listed || isComplete(verdict, free)) return null;
  return say("asking.nobodyCould", { needed: verdict.approvals, may: free.length });
}

/** Whether this holder may be one of its approvers; of whom no more than the id is known, as far as that tells. */
function mayApprove({ requester, targets, verdict }: Asked, oid: string, known: readonly Person[]): boolean {
  const id = oid.toLowerCase();
  if (requester.oid.toLowerCase() === id && !verdict.selfApproval) return false;
  if (targets.some((one) => one.kind === "user" && one.id.toLowerCase() === id)) return false;
  const person = known.find((one) => one.oid.toLowerCase() === id);
  if (person !== undefined) return namesPerson(verdict.exclude, person) === "no";
  const isNamed = verdict.exclude.some((who) => who.toLowerCase() === id);
  // What fits any name at all fits theirs.
  return !isNamed && fitting(verdict.exclude, "") === null;
}
