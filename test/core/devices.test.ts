import { describe, expect, test } from "vitest";
import { canRead, factsOf, findDevices, noSuchDevice } from "../../src/defender/lookup.ts";
import { UserError, type UserErrorCode } from "../../src/shared/errors.ts";
import type { DefenderReads } from "../../src/defender/read-only.ts";
import { alertWith } from "../support/alert.ts";
import { NO_PEOPLE } from "../support/no-people.ts";
import { deviceWith, machineActionWith } from "../support/request.ts";
import type { DeviceTarget } from "../../src/defender/device.ts";
import { DefenderError } from "../../src/defender/error.ts";
import { verbatim } from "../../src/texts/text.ts";
import { listed } from "../support/listed.ts";

const device = deviceWith();
const twin = deviceWith({ id: "e".repeat(40) });
const facts = { status: null, defenderCode: "x", correlationId: null, retryAfterMs: null };
const failure = (code: UserErrorCode): DefenderError =>
  new DefenderError(code, verbatim("No."), { ...facts, effect: "none", retryable: false });

/** What Defender shows this person; what is left out it refuses. */
function showing(found: Partial<DefenderReads> = {}): DefenderReads {
  const refuse = () => Promise.reject(failure("forbidden"));
  return {
    ...{
      file: refuse,
      presence: refuse,
      fleetSize: refuse,
      hunt: refuse,
      indicators: refuse,
      libraryFiles: refuse,
    },
    ...{
      alert: refuse,
      incident: refuse,
      device: refuse,
      devicesByName: refuse,
    },
    ...{ devicesByIp: refuse, devicesByNames: refuse, devicesById: refuse, devicesBeginning: refuse },
    ...{ deviceAlerts: refuse, deviceUsers: refuse, machineActions: refuse, machineAction: refuse },
    ...NO_PEOPLE,
    ...found,
  };
}

describe("the devices that a target names", () => {
  const defender = showing({
    device: (id) => Promise.resolve(deviceWith({ id })),
    devicesByName: (name) => Promise.resolve([deviceWith({ name }), twin]),
    devicesByIp: (lastIp) => Promise.resolve([deviceWith({ lastIp })]),
  });

  test.each<[DeviceTarget, readonly object[]]>([
    [{ by: "id", value: "a".repeat(40) }, [{ id: "a".repeat(40) }]],
    [{ by: "name", value: "web01" }, [{ name: "web01" }, { id: twin.id }]],
    [{ by: "ip", value: "10.0.0.7" }, [{ lastIp: "10.0.0.7" }]],
  ])("%o", async (target, found) => {
    expect((await findDevices(defender, target)).devices).toMatchObject(found);
  });

  test("are none when Defender knows no such id; any other failure is one", async () => {
    const byId = (error: Error) =>
      findDevices(showing({ device: () => Promise.reject(error) }), { by: "id", value: device.id });
    expect((await byId(new UserError("not-found", verbatim("No.")))).devices).toEqual([]);
    await expect(byId(failure("forbidden"))).rejects.toMatchObject({ code: "forbidden" });
    await expect(byId(new Error("lost"))).rejects.toThrow("lost");
    await expect(byId(Object.assign(new Error("lost"), { code: "not-found" }))).rejects.toThrow("lost");
  });

  test("that are not there are told with what may be the matter", () => {
    expect(noSuchDevice({ by: "name", value: "web1" })).toMatchObject({
      code: "not-found",
      message: expect.stringMatching(
        /^Defender shows you no device "web1"\. Check the name .* device group\.$/,
      ) as string,
    });
  });
});

describe("what surrounds a device", () => {
  test("is its own actions and users, its open alerts, and others of its name", async () => {
    const actions = [machineActionWith()];
    const users = [{ account: "ana", domain: null, lastSeenAt: null, domainAdmin: false }];
    const alerts = ["New", "InProgress", "Unknown"].map((id) => alertWith({ id }));
    const only =
      <T>(wanted: string, found: T) =>
      (asked: string) =>
        asked === wanted ? Promise.resolve(found) : Promise.reject(new Error("another one"));
    const defender = showing({
      machineActions: ({ deviceId, top }) =>
        Promise.resolve(listed(deviceId === device.id && top === 100 ? actions : [])),
      deviceUsers: only(device.id, users),
      deviceAlerts: only(device.id, listed(alerts)),
      devicesByName: only(device.name, [device, twin]),
    });
    expect(await factsOf(defender, device)).toEqual({
      device,
      actions,
      users,
      openAlerts: 3,
      namesakes: [twin.id],
    });
  });

  test("is unknown part by part, never taken for nothing", async () => {
    expect(await factsOf(showing(), device)).toEqual({
      ...{ device, actions: null, users: null, openAlerts: null, namesakes: null },
    });
    const knowing = (isWhole: boolean) =>
      factsOf(showing({ deviceAlerts: () => Promise.resolve({ ...listed([]), isWhole }) }), device);
    expect(await knowing(true)).toMatchObject({ openAlerts: 0, namesakes: null });
    // Where not all could be looked through, nobody knows how many there are.
    expect(await knowing(false)).toMatchObject({ openAlerts: null });
  });
});

describe("whether a person may read a device", () => {
  const reading = (answer: () => ReturnType<DefenderReads["device"]>) =>
    canRead(showing({ device: answer }), device.id);

  test("is what Defender says", async () => {
    expect(await reading(() => Promise.resolve(device))).toBe(true);
    for (const code of ["not-found", "forbidden"] as const) {
      expect(await reading(() => Promise.reject(failure(code))), code).toBe(false);
    }
  });

  test("is not known from any other failure", async () => {
    await expect(reading(() => Promise.reject(failure("unreachable")))).rejects.toMatchObject({
      code: "unreachable",
    });
    const ours = new UserError("forbidden", verbatim("Not with this bot."));
    await expect(reading(() => Promise.reject(ours))).rejects.toBe(ours);
  });
});
