import { keptWith } from "../texts/remembered.ts";

interface Named {
  readonly name: string;
}

/** The one of that name, in a list that is asked again and again, and in which no two have the same name. */
export function byName<T extends Named>(all: readonly T[], name: string | undefined): T | undefined {
  return namesOf(all).get(name ?? "") as T | undefined;
}

const namesOf = keptWith((all: readonly Named[]) => new Map(all.map((one) => [one.name, one])));
