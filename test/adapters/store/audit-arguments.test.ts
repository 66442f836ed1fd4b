import { expect, test } from "vitest";
import { invocationOf } from "../../../src/adapters/store/audit-arguments.ts";

const KEYS = [`-${"a".repeat(42)}`, `--${"b".repeat(41)}`, `c${"-".repeat(42)}`];

test("a public key may begin with hyphens, as one in 64 does", () => {
  const args = KEYS.flatMap((key) => ["--public-key", key]);
  expect(invocationOf(["verify", ...args])).toMatchObject({ kind: "verify", outside: { publicKeys: KEYS } });
});

test("an option without its value is still none", () => {
  expect(invocationOf(["verify", "--public-key"])).toBeNull();
  expect(invocationOf(["verify", "--public-key", "--file", "x"])).toBeNull();
});
