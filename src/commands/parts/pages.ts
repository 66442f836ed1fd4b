import type { CardButton } from "../../messaging/content.ts";
import { say, type Text } from "../../texts/text.ts";

/** A list by pages: each page is asked for anew, so that it shows how things are. */

/** Rows on a page. */
const SIZE = 10;

export interface Page<T> {
  readonly rows: readonly T[];
  /** "Page 2 of 5", or empty. */
  readonly paging: Text | "";
  readonly buttons: readonly CardButton[];
}

/**
 * One page of a list.
 * @param wanted the page that was asked for, from 1; beyond the last one, the last one is shown
 * @param turn the button that shows another page
 */
export function pageOf<T>(
  found: readonly T[],
  wanted: number,
  turn: (title: Text, page: number) => CardButton,
): Page<T> {
  const pages = Math.max(1, Math.ceil(found.length / SIZE));
  const page = Math.min(pages, wanted);
  return {
    rows: found.slice((page - 1) * SIZE, page * SIZE),
    paging: pages > 1 ? say("lists.page", { page, pages }) : "",
    buttons: [
      ...(page > 1 ? [turn(say("lists.previous"), page - 1)] : []),
      ...(page < pages ? [turn(say("lists.next"), page + 1)] : []),
      turn(say("lists.refresh"), page),
    ],
  };
}
