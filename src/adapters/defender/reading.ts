import { say } from "../../texts/text.ts";
import type { z } from "zod";
import { UserError } from "../../shared/errors.ts";
import type { Log } from "../../shared/ports.ts";
import type { Success } from "./caller.ts";
import { unreadable } from "./errors.ts";
import { collectionIn } from "./schemas.ts";
import type { Row } from "../../defender/operations.ts";
import type { Listed } from "../../defender/listed.ts";
import type { Alert } from "../../defender/alert.ts";
import { DefenderError } from "../../defender/error.ts";

/** A call that reads, with what Graph needs to be told where it can answer only from its index (`isAdvanced`). */
export type Read = (operation: Row, path: string, isAdvanced?: boolean) => Promise<Success>;

/** One object of an answer. @throws DefenderError when it doesn't have that shape, or is another one than asked for */
export function one<S extends z.ZodType, T extends { readonly id: string }>(
  answer: Success,
  schema: S,
  convert: (raw: z.output<S>) => T,
  id: string | null,
): T {
  const found = shaped(answer, schema, convert);
  if (id !== null && found.id.toLowerCase() !== id.toLowerCase()) {
    throw unreadable(answer.status, answer.context);
  }
  return found;
}

/** What an answer says, whatever it is about. @throws DefenderError when it doesn't have that shape, or says nothing */
export function shaped<S extends z.ZodType, T>(
  answer: Success,
  schema: S,
  convert: (raw: z.output<S>) => T | null,
): T {
  const raw = schema.safeParse(answer.body);
  const found = raw.success ? convert(raw.data) : null;
  if (found === null) throw unreadable(answer.status, answer.context);
  return found;
}

/** A page of a collection. */
export interface Page<T> {
  readonly items: T[];
  /** How many elements the answer had, usable or not. */
  readonly length: number;
  /** Those of them that are meant and could not be used, as they were sent. */
  readonly unread: readonly unknown[];
  /** URL of the page that follows, as the server gave it. */
  readonly next: string | null;
}

/**
 * The objects on a page of a collection. Elements without a usable id are left out and counted,
 * in the log too.
 * @param isMeant what it is false for is passed by, as it was sent: to look costs a fraction of what it takes to read it
 * @throws DefenderError when the answer is no collection
 */
export function pageOf<S extends z.ZodType, T>(
  answer: Success,
  schema: S,
  convert: (raw: z.output<S>) => T | null,
  log: Log,
  isMeant: (element: unknown) => boolean = () => true,
): Page<T> {
  const collection = collectionIn(answer.body);
  if (collection === null) throw unreadable(answer.status, answer.context);
  const { value, next } = collection;
  const meant = value.filter(isMeant);
  const items: T[] = [];
  const unread: unknown[] = [];
  for (const element of meant) {
    const raw = schema.safeParse(element);
    const converted = raw.success ? convert(raw.data) : null;
    if (converted === null) unread.push(element);
    else items.push(converted);
  }
  if (unread.length > 0) {
    const operation = answer.context.operation.name;
    log.warn("defender sent elements without a usable id", { operation, unread: unread.length });
  }
  return { items, length: value.length, unread, next };
}

/**
 * Whether an element, as it was sent, may be one of those asked for: what says that it is another one is not.
 * @param unsaid for one that says nothing of it
 */
export function mayBe(
  field: string,
  isIt: (value: string) => boolean,
  unsaid: boolean,
): (element: unknown) => boolean {
  return (element) => {
    const value = (element as Readonly<Record<string, unknown>> | null)?.[field];
    return typeof value === "string" ? isIt(value) : unsaid;
  };
}

/**
 * The pages of a list of Defender's, in no order. With `$top` there is no next link: pages are counted off. One
 * that is given all the same tells of more.
 * @param read gets the page after so many elements, of at most `size`
 */
export async function* pagesBySkip<T>(
  size: number,
  read: (skip: number) => Promise<Page<T>>,
): AsyncGenerator<Page<T>, void, undefined> {
  for (let skip = 0; ;) {
    const page = await read(skip);
    yield page;
    skip += page.length;
    if (page.length === 0 || (page.length < size && page.next === null)) return;
  }
}

/**
 * What is on the first pages of a list. What comes after enough `items` is not asked for; of so many `pages` one more is, to
 * know whether they are all.
 */
export async function upTo<T>(
  most: { readonly items: number } | { readonly pages: number },
  pages: AsyncIterable<Page<T>>,
): Promise<Listed<T>> {
  const { items: enough, pages: last } = { items: Infinity, pages: Infinity, ...most };
  const items: T[] = [];
  let unread = 0;
  let read = 0;
  for await (const page of pages) {
    if (read === last) return { items, isWhole: false, unread };
    items.push(...page.items);
    unread += page.unread.length;
    read += 1;
    if (items.length >= enough) return { items, isWhole: false, unread };
  }
  return { items, isWhole: unread === 0, unread };
}

/** What is on the pages, for who goes by what is there. */
export async function* itemsOf<T>(
  pages: AsyncIterable<Page<T>>,
): AsyncGenerator<readonly T[], void, undefined> {
  for await (const { items } of pages) yield items;
}

/** Each alert once: the newest of what an answer tells of it. */
export function eachOnce(alerts: readonly Alert[]): Alert[] {
  const found = new Map<string, Alert>();
  for (const alert of alerts) {
    const before = found.get(alert.id);
    if (before === undefined || (alert.updatedAt ?? 0) >= (before.updatedAt ?? 0)) found.set(alert.id, alert);
  }
  return [...found.values()];
}

/** Newest first by creation; what has no time comes last. */
export function newestFirst<T extends { readonly createdAt: number | null }>(items: readonly T[]): T[] {
  return items.toSorted((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0));
}

/** @throws UserError `usage` when `value` doesn't have the shape of such an id; else the id, safe in a path */
export function checkedId(
  value: string,
  shape: RegExp,
  subject: "alert" | "incident" | "device" | "machine action" | "account",
): string {
  if (!shape.test(value)) throw new UserError("usage", say("defender.noId", { subject, value }));
  return encodeURIComponent(value);
}

/** Runs a search; for Defender "nothing matches" is an error of one of these statuses. @returns then `none` */
export async function orNone<T>(search: Promise<T>, statuses: readonly number[], none: T): Promise<T> {
  try {
    return await search;
  } catch (error) {
    const status = error instanceof DefenderError ? error.status : null;
    if (status !== null && statuses.includes(status)) return none;
    throw error;
  }
}
