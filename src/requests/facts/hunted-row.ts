import { targetIdOf } from "../../defender/indicator.ts";
import { MOST_HUNTED, type Cell, type HuntResult } from "../../defender/hunting.ts";
import type { DefenderReads } from "../../defender/read-only.ts";
import { indicatedValue } from "../../grammar/findings.ts";
import { UserError } from "../../shared/errors.ts";
import { DEVICE_ID, OBJECT_ID } from "../../shared/shapes.ts";
import { say } from "../../texts/text.ts";
import { huntedBy } from "../machine/hunted.ts";
import type { Relied } from "../machine/relied.ts";
import type { Request } from "../machine/request.ts";

/**
 * Hunt, then act: what a row of a hunting query names, and whether the query still finds it when somebody decides on it. More
 * rows are fine; one that is missing is another thing than what was shown; what can't be found out is no permission.
 */

/** What a row can name that something can be done about. */
export type NamedKind = "device" | "user" | "indicator";

const UPN = /^[^\s@"'<>,]{1,200}@[^\s@"'<>,]{1,255}$/;

/** Each kind's spelling of a cell, the same for whatever names the same; null: it names none. */
const KEYS: Readonly<Record<NamedKind, (text: string) => string | null>> = {
  device: (text) => (DEVICE_ID.test(text) ? text.toLowerCase() : null),
  user: (text) => (OBJECT_ID.test(text) || UPN.test(text) ? text.toLowerCase() : null),
  indicator: (text) => indicatedValue.parse(text)?.value ?? null,
};

/** What a cell names, as it would be typed in a list of targets; null: nothing of that kind. */
export function namedIn(kind: NamedKind, cell: Cell): string | null {
  const text = typeof cell === "string" ? cell.trim() : "";
  // Whoever chose a URL must not have it read as two targets.
  return text.includes(",") ? null : KEYS[kind](text);
}

/** What a request's target may stand in a row as. */
function keysOf({ kind, id, name }: Request["target"]): readonly string[] {
  return kind === "user" ? [id.toLowerCase(), name.toLowerCase()] : [id.toLowerCase()];
}

function isNamedBy(target: Request["target"], cell: Cell): boolean {
  if (target.kind === "alert" || target.kind === "incident") return false;
  const named = namedIn(target.kind, cell);
  if (named === null) return false;
  const indicated = target.kind === "indicator" ? indicatedValue.parse(named) : null;
  return keysOf(target).includes((indicated === null ? named : targetIdOf(indicated)).toLowerCase());
}

const KEY = "hunt";
const GONE = "gone";

/**
 * Whether the query that a target was found by finds it now, run with the token of whoever looks; empty: it was found by none.
 * @throws DefenderError, SignInRequired; UserError `could-not-check` where the answer leaves it open
 */
export async function foundByHunt(
  defender: Pick<DefenderReads, "hunt">,
  { target, args }: Pick<Request, "target" | "args">,
): Promise<readonly Relied[]> {
  const hunted = huntedBy(args);
  if (hunted === null) return [];
  const { column, ...query } = hunted;
  const result = await defender.hunt({ ...query, top: MOST_HUNTED });
  if (isFound(result, column, target)) return [{ key: KEY, is: "found", shown: say("relied.rowFound") }];
  return [{ key: KEY, is: GONE, shown: say("relied.rowGone") }];
}

function isFound({ columns, rows, count }: HuntResult, column: string, target: Request["target"]): boolean {
  const at = columns.findIndex(({ name }) => name === column);
  if (at >= 0 && rows.some((row) => isNamedBy(target, row[at] ?? null))) return true;
  const isWhole = count === 0 || (at >= 0 && count < MOST_HUNTED && count === rows.length);
  if (!isWhole) throw new UserError("could-not-check", say("relied.rowUnchecked"));
  return false;
}

/** Whether its query does not find it any more. */
export function isGone(relied: readonly Relied[] | "unread" | undefined): boolean {
  return Array.isArray(relied) && relied.some(({ key, is }: Relied) => key === KEY && is === GONE);
}
