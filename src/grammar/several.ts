import type { ArgKind } from "./args.ts";

/** One or more of a kind, separated by commas; a value with a comma of its own (a URL) stands alone. */
export function several<T>(kind: ArgKind<T>): ArgKind<readonly T[]> {
  return {
    ...kind,
    isList: true,
    wrongIn: (raw) =>
      listed(raw).flatMap((value, index) => (kind.parse(value) === null ? [{ n: index + 1, value }] : [])),
    parse(raw) {
      const found = listed(raw).map((one) => kind.parse(one));
      if (found.length > 0 && found.every((one) => one !== null)) return found;
      const whole = kind.parse(raw);
      return whole === null ? null : [whole];
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
