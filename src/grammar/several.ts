import type { ArgKind } from "./args.ts";

/** One or more of a kind, separated by commas; none of them has a comma of its own. Gives each once, as it was typed. */
export function several<T>(kind: ArgKind<T>): ArgKind<readonly T[]> {
  return {
    ...kind,
    isList: true,
    parse(raw) {
      const found = listed(raw).map((one) => kind.parse(one));
      return found.length > 0 && found.every((one) => one !== null) ? found : null;
    },
  };
}

/** What stands between the commas of a list. */
export function listed(raw: string): readonly string[] {
  return raw
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");
}
