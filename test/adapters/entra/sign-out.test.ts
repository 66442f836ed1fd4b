import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Entra } from "../../../src/adapters/entra/index.ts";
import { STORES } from "../../support/database.ts";
import { landingOf, signInAt } from "../../support/popup.ts";
import { startPostgres, type TestPostgres } from "../../support/postgres.ts";
import { openBench, type Bench } from "./fixtures.ts";

/** Two instances of the bot on one store: what one of them does while Ana signs out on the other. */
describe.for(STORES)("a sign-out, on %s", (kind) => {
  let server: TestPostgres | null = null;
  let bench: Bench;
  let bot: Entra;
  let other: Entra;
  beforeAll(async () => {
    server = kind === "PostgreSQL" ? await startPostgres() : null;
  });
  afterAll(() => server?.stop());
  beforeEach(async () => {
    bench = await openBench(server === null ? null : await server.database());
    [bot, other] = [bench.bot(), bench.bot()];
  });
  afterEach(() => bench.close());

  const ana = () => bench.sender("ana");
  const signIn = async (entra = bot) =>
    entra.signIn(ana(), await bench.sandbox.ssoToken("ana"), bench.signal());
  const stored = () =>
    bench.store.read(async (tx) => ({
      tokens: await tx.tokens.get(`${ana().oid}.${ana().tid}`),
      records: (await tx.audit.list(null, 20)).map(({ event }) => event).toReversed(),
    }));
  const nothing = { claims: null, permission: null };
  const ticket = () => bot.popupTicket(ana(), nothing);
  const start = async (opened: string) => (await bot.popupStart(opened, bench.signal())) ?? "";
  const land = async (page: string) => landingOf(await signInAt(page, "ana"));

  /** Runs `work` on one instance; while Entra is being asked for it, Ana signs out on the other. */
  async function signedOutDuring<T>(work: () => Promise<T>): Promise<T> {
    const signedOut = Promise.withResolvers<void>();
    bench.sandbox.faults.next(1, { path: /token$/, until: signedOut.promise });
    const met = bench.sandbox.faults.met();
    const outcome = work();
    outcome.catch(() => undefined);
    await met;
    await other.signOut(ana()).finally(signedOut.resolve);
    return outcome;
  }

  test("an exchange of an SSO token that began before a sign-out on another instance stores nothing", async () => {
    await expect(signedOutDuring(() => signIn())).rejects.toMatchObject({ reason: "no-token" });
    expect(await stored()).toEqual({ tokens: null, records: [] });
    for (const entra of [bot, other]) expect(await entra.known(ana())).toBeNull();
    expect((await signIn()).roles).toEqual(["Responder"]);
  });

  test("an exchange that began before a sign-out does not overwrite a sign-in that came after it", async () => {
    await expect(signedOutDuring(() => signIn())).rejects.toMatchObject({ reason: "no-token" });
    await signIn(other);
    const { tokens } = await stored();
    await expect(signedOutDuring(() => signIn())).rejects.toMatchObject({ reason: "no-token" });
    expect(tokens).not.toBeNull();
    expect(await stored()).toEqual({ tokens: null, records: ["signed-in", "signed-out"] });
  });

  test("a refresh that began before a sign-out on another instance, and a sign-in there, changes nothing", async () => {
    await signIn();
    bench.skip(61_000);
    const outcome = signedOutDuring(() => bot.fresh(ana(), 60_000, bench.signal()));
    await expect(outcome).rejects.toMatchObject({ reason: "no-token" });
    expect(await stored()).toEqual({ tokens: null, records: ["signed-in", "signed-out"] });
  });

  test("a popup under way ends with a sign-out, at each of its steps", async () => {
    const [unopened, opened] = [await ticket(), await start(await ticket())];
    const landed = await land(await start(await ticket()));
    const code = (await bot.popupEnd(await land(await start(await ticket())), bench.signal())) ?? "";
    expect(code).not.toBe("");
    await other.signOut(ana());
    expect(await bot.popupStart(unopened, bench.signal())).toBeNull();
    expect(await bot.popupEnd(await land(opened), bench.signal())).toBeNull();
    expect(await bot.popupEnd(landed, bench.signal())).toBeNull();
    expect(await bot.popupRedeem(ana(), code)).toBeNull();
    expect(await stored()).toEqual({ tokens: null, records: ["signed-out"] });
  });

  test("a popup whose code is at Entra during a sign-out leaves no token cache behind", async () => {
    const landed = await land(await start(await ticket()));
    expect(await signedOutDuring(() => bot.popupEnd(landed, bench.signal()))).toBeNull();
    expect(await bench.store.transaction((tx) => tx.signIns.removeAllOf(ana()))).toBe(0);
  });

  test("a command that waits for its author's sign-in ends with a sign-out, another person's waits on", async () => {
    const rows = (["ana", "carla"] as const).map((key) => {
      const { oid, tid } = bench.sender(key);
      return { id: key, oid, tid, turn: "{}", expiresAt: Date.now() + 600_000 };
    });
    await bench.store.transaction(async (tx) => {
      for (const row of rows) await tx.pending.insert(row);
    });
    await other.signOut(ana());
    const left = (key: "ana" | "carla") =>
      bench.store.transaction((tx) => tx.pending.of(bench.sender(key), Date.now()));
    expect(await left("ana")).toEqual([]);
    expect(await left("carla")).toMatchObject([{ id: "carla" }]);
  });
});
