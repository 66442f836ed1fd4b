import type { CardButton } from "../../messaging/content.ts";
import type { ButtonPlace } from "../../messaging/button-spec.ts";
import { LONGEST_NAME, ticksOf, type Ticks } from "../../messaging/ticks.ts";
import type { RawArgs } from "../../shared/raw-args.ts";
import { cleanLine } from "../../texts/safe-text.ts";
import { say, type Text, type Words } from "../../texts/text.ts";
import type { ReadContext } from "../command.ts";

/** Pages of a list: every list turns them by the same buttons, and keeps its place by the stored commands behind them. */

export interface Pages<T> {
  /** The rows of this page. */
  readonly rows: readonly T[];
  readonly page: number;
  readonly pages: number;
  /** How many rows stand on the pages before. */
  readonly before: number;
  readonly total: number;
}

/** The page of `all` that these arguments name; the last one when there are not so many. */
export function pageOf<T>(all: readonly T[], raw: RawArgs, usual: number): Pages<T> {
  const size = Number(raw["top"] ?? usual);
  const pages = Math.max(1, Math.ceil(all.length / size));
  const page = Math.min(pages, Number(raw["page"] ?? 1));
  const before = (page - 1) * size;
  return { rows: all.slice(before, before + size), page, pages, before, total: all.length };
}

/** With the row that was acted on where it was, though the filter may not fit it any more. @param read looks it up */
export async function withDone<T extends { readonly id: string }>(
  { done }: Pick<ReadContext, "done">,
  found: readonly T[],
  before: number,
  read: (id: string) => Promise<T>,
): Promise<readonly T[]> {
  if (done === undefined || found.some(({ id }) => id === done.id)) return found;
  const acted = await read(done.id).catch(() => null);
  return acted === null ? found : found.toSpliced(before + done.at, 0, acted);
}

/** "Page 2 of 5", or empty. */
export function pagingOf({ page, pages }: Pick<Pages<unknown>, "page" | "pages">): Words {
  return pages > 1 ? say("messaging.page", { page, pages }) : "";
}

/**
 * The heading of a list, with how many of it could not be read: nobody may take them for none.
 * @param n rows that could be read
 */
export function andUnread(heading: Text, n: number, unread: number): Text {
  if (unread === 0) return heading;
  return say("messaging.unread", { heading: n === 0 ? null : heading, n: unread });
}

/** A row that can be ticked, by its name. */
interface Tickable {
  readonly id: string;
  readonly name: string;
  /** What people tell rows of one name apart by: the device of an alert. */
  readonly beside?: string | null;
}

/** What can be done about several rows of this page together. */
export function ticksFor(
  context: Pick<ReadContext, "tickButtons">,
  on: ButtonPlace,
  shown: readonly Tickable[],
): Ticks | null {
  const rows = shown.map((one) => ({ target: one.id, name: nameAmong(shown, one) }));
  return ticksOf(
    rows.map(({ name }) => name),
    context.tickButtons(on, rows),
  );
}

/** Of what tells a name from others, in code points. */
const LONGEST_BESIDE = 36;

/** The shortest label that no other row could have, as it is shown: at worst with its id, which nobody reads. */
function nameAmong(shown: readonly Tickable[], row: Tickable): string {
  const others = new Set(shown.filter((one) => one !== row).flatMap(labelsOf));
  const labels = labelsOf(row);
  const label = labels.find((one) => !others.has(one)) ?? row.id;
  return label === labels[0] ? row.name : label;
}

/** By its name, by that and what stands beside it, by that and its id. */
function labelsOf({ id, name, beside = null }: Tickable): readonly string[] {
  const ended = (end: string): string => cleanLine(name, LONGEST_NAME - end.length) + end;
  const known = beside === null ? [] : [ended(` · ${cleanLine(beside, LONGEST_BESIDE)}`)];
  return [ended(""), ...known, ended(` (${id})`)];
}

/** `Back`, `Next` and `Refresh`, as far as there are such pages. */
export function pageButtons(
  context: Pick<ReadContext, "button">,
  command: string,
  raw: RawArgs,
  { page, pages }: Pick<Pages<unknown>, "page" | "pages">,
): readonly CardButton[] {
  const turn = (title: Words, to: number) => context.button(title, command, { ...raw, page: String(to) });
  return [
    ...(page > 1 ? [turn(say("messaging.back"), page - 1)] : []),
    ...(page < pages ? [turn(say("messaging.next"), page + 1)] : []),
    { ...turn(say("messaging.refresh"), page), mode: "secondary" },
  ];
}
