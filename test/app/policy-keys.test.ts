import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { parsePolicy } from "../../src/adapters/policy-file/schema.ts";
import { asking, settingUnder, type Setting } from "../support/asking-under.ts";
import { textOf, type Harness } from "../support/harness.ts";
import { policyRows, type Row } from "../support/policy-rows.ts";
import { policyKeys } from "../support/schema-keys.ts";
import { startServices, type Services } from "../support/services.ts";

/** Every key of policy.json, from its text to what a person gets: two policies that differ in it alone come to different ends. */

let services: Services;

beforeAll(async () => {
  services = await startServices();
  services.sandboxEntra.setRoles("ana", ["Responder", "BreakGlass"]);
  // As many could approve as any row asks for: else it would be refused.
  for (const key of ["ben", "erin", "frida"] as const) services.sandboxEntra.setRoles(key, ["Approver"]);
  for (const key of ["ana", "carla"] as const) await services.signIn(key);
});

afterAll(() => services?.close());

// What was asked for in the test before has been sent or has expired, an hour ago; Defender takes 100 calls a minute.
beforeEach(async () => {
  await harnesses.at(-1)?.tick();
  services.advance(3_601_000);
});

const harnesses: Harness[] = [];

function under(policy: object): Setting {
  const setting = settingUnder(services, policy, harnesses.length + 1);
  harnesses.push(setting.harness);
  return setting;
}

const ROWS = policyRows(() => services.clock.now());

/** What `explain` says of what that row asks for. */
async function explained(how: NonNullable<Row["how"]>, policy: object): Promise<string> {
  const setting = under(policy);
  const enough = new Error("nothing is asked for");
  let shown = "";
  async function say(text: string, key?: "ana" | "carla"): Promise<never> {
    const { content } = await setting.say(`explain ${text}`, key);
    // Each setting has devices of its own, and each card buttons of its own.
    shown = textOf(content)
      .replace(/\bdesk-\d+/g, "desk")
      .replace(/"ref":"[^"]*"/g, "");
    throw enough;
  }
  await expect(how({ ...setting, say })).rejects.toBe(enough);
  return shown;
}

describe("the key", () => {
  test.each(Object.entries(ROWS))("%s is read", async (_, { one, gives, other, otherwise, how = asking }) => {
    expect(await how(under(one()))).toMatch(gives);
    expect(await how(under(other()))).toMatch(otherwise);
  });

  test.each(Object.entries(ROWS))("%s is shown by explain", async (_, { one, other, how = asking }) => {
    const shown = await explained(how, one());
    expect(await explained(how, one())).toBe(shown);
    expect(await explained(how, other())).not.toBe(shown);
  });

  test("version is asked for", () => {
    expect(parsePolicy("{}").ok).toBe(false);
    expect(parsePolicy('{ "version": 1, "$schema": "./policy.schema.json" }').ok).toBe(true);
  });
});

test("the table above has every key of the schema", () => {
  expect(policyKeys().toSorted()).toEqual(["$schema", "version", ...Object.keys(ROWS)].toSorted());
});
