import { say } from "../../texts/text.ts";
import type { z } from "zod";
import { UserError } from "../../shared/errors.ts";
import type { Log } from "../../shared/ports.ts";
import type { Success } from "./caller.ts";
import { unreadable } from "./errors.ts";
import { collectionSchema } from "./schemas.ts";
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
  /** URL of the page that follows, as the server gave it. */
  readonly next: string | null;
}

/**
 * The objects of a collection. Elements without a usable id are left out and counted in the log.
 * @throws DefenderError when the answer is no collection
 */
export function many<S extends z.ZodType, T>(
  answer: Success,
  schema: S,
  convert: (raw: z.output<S>) => T | null,
  log: Log,
): T[] {
  return pageOf(answer, schema, convert, log).items;
}

/**
 * As `many`, with what is needed to read on.
 * @param isMeant what it is false for is passed by, as it was sent: to look costs a fraction of what it takes to read it
 */
export function pageOf<S extends z.ZodType, T>(
  answer: Success,
  schema: S,
  convert: (raw: z.output<S>) => T | null,
  log: Log,
  isMeant: (element: unknown) => boolean = () => true,
): Page<T> {
  const collection = collectionSchema.safeParse(answer.body);
  if (!collection.success) throw unreadable(answer.status, answer.context);
  const { value, "@odata.nextLink": next } = collection.data;
  const meant = value.filter(isMeant);
  const items = meant.flatMap((element) => {
    const raw = schema.safeParse(element);
    const converted = raw.success ? convert(raw.data) : null;
    return converted === null ? [] : [converted];
  });
  const dropped = meant.length - items.length;
  if (dropped > 0) {
    log.warn("defender sent elements without a usable id", {
      operation: answer.context.operation.name,
      dropped,
    });
  }
  return { items, length: value.length, next };
}

/**
 * The pages of a list of Defender's, in no order. With `$top` there is no next link: pages are counted off. One
 * that is given all the same tells of more.
 * @param read gets the page after so many elements, of at most `size`
 */
export async function* pagesBySkip<T>(
  size: number,
  read: (skip: number) => Promise<Page<T>>,
): AsyncGenerator<readonly T[], void, undefined> {
  for (let skip = 0; ;) {
    const page = await read(skip);
    yield page.items;
    skip += page.length;
    if (page.length === 0 || (page.length < size && page.next === null)) return;
  }
}

/** What is on the first pages of a list, at most so many; one page more is asked for to know whether that is all. */
export async function upTo<T>(most: number, pages: AsyncIterable<readonly T[]>): Promise<Listed<T>> {
  const items: T[] = [];
  let read = 0;
  for await (const page of pages) {
    if (read === most) return { items, isWhole: false };
    items.push(...page);
    read += 1;
  }
  return { items, isWhole: true };
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

/** Runs a search; for Defender "nothing matches" is an error of one of these statuses. */
export async function orEmpty<T>(search: Promise<T[]>, statuses: readonly number[]): Promise<T[]> {
  try {
    return await search;
  } catch (error) {
    const status = error instanceof DefenderError ? error.status : null;
    if (status !== null && statuses.includes(status)) return [];
    throw error;
  }
}
