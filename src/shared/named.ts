import { keptWith } from "../texts/remembered.ts";

interface Named {
  readonly name: string;
}

/** The one of that name, in a list that is asked again and again; names are their own's alone. */
export function named<T extends Named>(all: readonly T[], name: string | undefined): T | undefined {
  return byName(all).get(name ?? "") as T | undefined;
}

const byName = keptWith((all: readonly Named[]) => new Map(all.map((one) => [one.name, one])));
