import { UserError } from "../shared/errors.ts";
import { say } from "../texts/text.ts";

/** What was read of a list, and whether that is all of it: nobody may take the rest for nothing. */
export interface Listed<T> {
  readonly items: readonly T[];
  readonly isWhole: boolean;
  /** How many elements of the answer could not be read; with any, it is not whole. */
  readonly unread: number;
}

/**
 * What is on a list, for what is decided by what is not on it: an element that can't be read may be the one.
 * @throws UserError `could-not-check` when it holds such elements
 */
export function allOf<T>({ items, unread }: Pick<Listed<T>, "items" | "unread">): readonly T[] {
  if (unread > 0) throw new UserError("could-not-check", say("defender.unreadable"));
  return items;
}
