import { recorded } from "../texts/render.ts";
import type { Words } from "../texts/text.ts";
import type { CardButton } from "../messaging/content.ts";
import { deviceTarget, positional } from "../grammar/args.ts";
import { card, type LabelValue, type Tone } from "../messaging/card.ts";
import { reads, type ReadContext } from "./command.ts";
import { tagsInWords } from "../requests/facts/device-words.ts";
import { groupInWords } from "../policy/device-facts.ts";
import { addressOf, factsOf, findDevices, noSuchDevice } from "../defender/lookup.ts";
import { ago, count, when } from "../shared/format.ts";
import { pointlessOn } from "../requests/effects.ts";
import { isScheduled } from "../requests/machine/lease.ts";
import { leaseLine } from "../requests/machine/lease-release.ts";
import type { Device } from "../defender/device.ts";
import { deviceUrl } from "../defender/portal.ts";
import { alertRow, type AlertRow } from "../alerts/row.ts";
import { isolationLine, stateFacts, UNCHECKED, usersLine } from "../requests/facts/device-lines.ts";
import { pickerCard } from "./parts/picker.ts";
import { say } from "../shared/safe-text.ts";
import type { Alert } from "../defender/alert.ts";

export type DeviceCardData = {
  readonly name: Words;
  /** "Isolated (Full) since …", "Connected", "Could not be checked". */
  readonly isolation: Words;
  readonly isolationTone: Tone;
  readonly facts: readonly LabelValue[];
  readonly tags: Words;
  readonly users: Words;
  readonly alertsHeading: Words;
  readonly alerts: readonly AlertRow[];
  readonly portalUrl: string;
  readonly buttons: readonly CardButton[];
};

const MAX_ALERTS = 5;

export const device = reads({
  name: "device",
  summary: "Show a device: state, users, open alerts, isolation",
  args: { target: positional(deviceTarget, "The device") },
  example: "device web01.contoso.com",
  suggested: "everywhere",
  shows: "device-data",
  permissions: ["Machine.Read", "Alert.Read", "User.Read.All"],
  signIn: "by-call",
  async run(context, args) {
    const devices = await findDevices(context.defender, args.target);
    const [found] = devices;
    if (found === undefined) throw noSuchDevice(args.target);
    if (devices.length > 1) {
      return pickerCard(devices, { now: context.clock.now(), address: addressOf(args.target) }, (one) =>
        context.button("Choose this one", "device", { target: one.id }),
      );
    }
    return deviceCard(context, found);
  },
});

async function deviceCard(context: ReadContext, found: Device) {
  const now = context.clock.now();
  const [facts, alerts, lease] = await Promise.all([
    factsOf(context.defender, found),
    context.defender.deviceAlerts(found.id).catch(() => null),
    leaseOf(context, found),
  ]);
  const open = alerts?.filter((alert) => alert.status !== "Resolved") ?? null;
  const isolation = isolationLine(facts.actions, now);
  const raw = { target: found.id };
  const pointless = pointlessOn(context.commands, facts.actions, now);
  const data = {
    name: found.name,
    isolation: isolation.text,
    isolationTone: isolation.tone,
    facts: [...lease, ...stateFacts(context.commands, facts.actions, now), ...deviceFacts(found, now)],
    tags: tagsInWords(found) ?? UNCHECKED,
    users: usersLine(facts.users, now),
    alertsHeading: open === null ? `Open alerts ${recorded(UNCHECKED)}` : count(open.length, "open alert"),
    alerts: alertRows(context, open ?? [], now),
    portalUrl: deviceUrl(found.id),
    buttons: [
      ...context.changeButtons("device", raw, found.name, pointless),
      context.button("Refresh", "device", raw),
    ],
  };
  return card<DeviceCardData>("device", data, say`${found.name}: ${recorded(isolation.text)}`);
}

/** The release that is scheduled for the device, if any. */
async function leaseOf(context: ReadContext, found: Device): Promise<readonly LabelValue[]> {
  const open = await context.store.read((tx) => tx.requests.open());
  return open
    .filter((one) => isScheduled(one) && one.target.id === found.id)
    .map((one) => ({
      label: "Lease",
      value: `${recorded(leaseLine(one) ?? "")}; to change it: request ${one.id}`,
    }));
}

function alertRows(context: ReadContext, open: readonly Alert[], now: number) {
  return open
    .slice(0, MAX_ALERTS)
    .map((alert) =>
      alertRow(
        alert,
        ago(alert.createdAt, now),
        context.button(`Open alert ${alert.id}`, "alert", { id: alert.id }),
      ),
    );
}

function deviceFacts(found: Device, now: number): readonly LabelValue[] {
  const rows: readonly (readonly [string, string | null])[] = [
    ["Health", found.health],
    ["Risk", found.risk],
    ["Exposure", found.exposure],
    ["Value", found.value],
    ["Device group", groupInWords(found)],
    ["OS", [found.os, found.osVersion].filter(Boolean).join(" ")],
    ["IP address", [found.lastIp, found.externalIp].filter(Boolean).join(" / ")],
    ["Onboarding", found.onboarding],
    ["Last seen", when(found.lastSeenAt, now)],
    ["Device id", found.id],
  ];
  return rows.flatMap(([label, value]) => (value === null || value === "" ? [] : [{ label, value }]));
}
