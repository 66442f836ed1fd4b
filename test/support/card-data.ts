import { expect } from "vitest";
import type { Spoken } from "../../src/messaging/spoken.ts";
import type { Content } from "../../src/messaging/content.ts";
import type { InWords } from "./in-english.ts";

/**
 * What a card shows, its texts in words. `D`: the data that its builder names, or as much of it as a test looks at.
 * @param name its template; left out: any
 */
export function dataOf<D>(
  shown: { readonly content: Spoken<Content> } | undefined,
  name?: string,
): InWords<D> {
  const content = shown?.content;
  if (content?.kind !== "card" || (name !== undefined && content.card !== name))
    return expect.fail(`no card ${name ?? ""}, but ${JSON.stringify(content)}`);
  const data: unknown = content.data;
  return data as InWords<D>;
}
