import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Entra } from "../../../src/adapters/entra/index.ts";
import { openBench, type Bench } from "./fixtures.ts";

let bench: Bench;
let bot: Entra;

beforeEach(async () => {
  bench = await openBench();
  bot = bench.bot();
});
afterEach(() => bench.close());

const signIn = async () =>
  bot.signIn(bench.sender("ana"), await bench.sandbox.ssoToken("ana"), bench.signal());
const records = async () => {
  const list = await bench.store.transaction((tx) => tx.audit.list(null, 20));
  return list.map(({ event, command, outcome }) => [event, command, outcome]).toReversed();
};
/** From now on no record can be appended. */
function breakAudit(): void {
  const raw = new DatabaseSync(join(bench.folder, "data", "bot.sqlite"));
  raw.exec("delete from audit_head");
  raw.close();
}

const IN = ["signed-in", "signin", "single sign-on"];
const OUT = ["signed-out", "signout", "tokens removed"];

test("a sign-in and a sign-out leave one record each, by the person that Entra named", async () => {
  await signIn();
  const sender = bench.sender("ana");
  await bot.personToken(sender, "Machine.Scan", bench.signal());
  await bot.signOut(sender);
  await bot.signOut(sender);
  expect(await records()).toEqual([IN, OUT]);
  const [last] = await bench.store.transaction((tx) => tx.audit.list(null, 1));
  expect(last?.actor).toEqual({ oid: sender.oid, tid: sender.tid, upn: "ana.ruiz@contoso.example" });
});

test("clients that sign in at once are one sign-in, with one record", async () => {
  const token = await bench.sandbox.ssoToken("ana");
  await Promise.all([1, 2, 3].map(() => bot.signIn(bench.sender("ana"), token, bench.signal())));
  expect(await records()).toEqual([IN]);
});

test("a refused sign-in leaves none", async () => {
  bench.sandbox.disable("ana");
  await expect(signIn()).rejects.toMatchObject({ name: "SignInRequired" });
  expect(await records()).toEqual([]);
});

test("without a record nobody is signed in", async () => {
  breakAudit();
  await expect(signIn()).rejects.toMatchObject({ code: "store" });
  expect(await bot.known(bench.sender("ana"))).toBeNull();
});

test("without a record nobody is signed out", async () => {
  await signIn();
  breakAudit();
  await expect(bot.signOut(bench.sender("ana"))).rejects.toMatchObject({ code: "store" });
  expect(await bot.known(bench.sender("ana"))).not.toBeNull();
});
