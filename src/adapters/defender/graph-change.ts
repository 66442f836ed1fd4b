import { CommentMissing } from "../../defender/error.ts";
import { callDefender, type CallerDeps, type Lane, type Request, type Success } from "./caller.ts";

/** A change of an alert or an incident at Graph, and what is said to it. */
export interface GraphChange {
  readonly change: Request & { readonly body: Readonly<Record<string, string | undefined>> };
  /** Where it is commented. */
  readonly comment: Request;
  /** The words; absent: nothing is said. */
  readonly text?: string | undefined;
}

/**
 * Graph takes a comment by a call of its own. It comes second and once: a change that Graph refuses must leave nothing
 * behind, and what may be tried again must not be a comment.
 * @param check throws when the answer to the change is not about its subject
 * @throws CommentMissing when the change stands without its comment; else DefenderError, nothing stands or nobody knows
 */
export async function changeAtGraph(
  deps: CallerDeps,
  lane: Lane,
  { change, comment, text }: GraphChange,
  check: (answer: Success) => void,
): Promise<void> {
  const commentOnly = Object.values(change.body).every((value) => value === undefined);
  if (!commentOnly) check(await callDefender(deps, lane, change));
  if (text === undefined) return;
  const body = { "@odata.type": "microsoft.graph.security.alertComment", comment: text };
  try {
    await callDefender(deps, lane, { ...comment, body });
  } catch (error) {
    throw commentOnly ? error : new CommentMissing(error);
  }
}
