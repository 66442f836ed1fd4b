import { say, type Words } from "../texts/text.ts";
import type { CardButton } from "../messaging/content.ts";
import { deviceTarget, positional } from "../grammar/args.ts";
import { huntsButton } from "../messaging/hunts-button.ts";
import { card, type LabelValue, type Tone } from "../messaging/card.ts";
import { reads, type ReadContext } from "./command.ts";
import { tagsInWords } from "../defender/device-words.ts";
import { addressOf, findDevices, noSuchDevice, orNull } from "../defender/lookup.ts";
import { pointlessOn } from "../requests/effects.ts";
import { isScheduled } from "../requests/machine/lease.ts";
import { leaseLine } from "../requests/machine/lease-release.ts";
import type { Device, LogonUser } from "../defender/device.ts";
import { isReserved } from "../defender/reserved.ts";
import { lookUpArgs, nameable } from "../messaging/look-up.ts";
import { deviceUrl } from "../defender/portal.ts";
import { loggedOnButtons } from "../alerts/evidence-buttons.ts";
import { alertRow, type AlertRow } from "../alerts/row.ts";
import { isolationLine, stateFacts, UNCHECKED, usersLine } from "../requests/facts/device-lines.ts";
import { deviceDetails, deviceFacts } from "./parts/device-facts.ts";
import { weaknessLines } from "./parts/device-weaknesses.ts";
import { pickerCard } from "./parts/picker.ts";
import { OPEN, type Alert } from "../defender/alert.ts";
import { allOf } from "../defender/listed.ts";

export type DeviceCardData = {
  readonly name: Words;
  /** "Isolated (Full) since …", "Connected", "Could not be checked". */
  readonly isolation: Words;
  readonly isolationTone: Tone;
  readonly facts: readonly LabelValue[];
  /** What few decide by: folded. */
  readonly details: readonly LabelValue[];
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
  summary: say("summary.device"),
  args: { target: positional(deviceTarget, say("argument.device")) },
  example: "device web01.contoso.com",
  suggested: "everywhere",
  shows: "device-data",
  permissions: [
    "Machine.Read",
    "Alert.Read",
    "User.Read.All",
    "Software.Read",
    "SecurityRecommendation.Read",
  ],
  signIn: "by-call",
  asks: say("commands.findDevice"),
  async run(context, args) {
    const { certain: found, devices } = await findDevices(context.defender, args.target);
    if (devices.length === 0) throw noSuchDevice(args.target);
    if (found === null) {
      return pickerCard(devices, { now: context.clock.now(), address: addressOf(args.target) }, (one) =>
        context.button(say("choices.chooseThis"), "device", { target: one.id }),
      );
    }
    return deviceCard(context, found);
  },
});

async function deviceCard(context: ReadContext, found: Device) {
  const now = context.clock.now();
  const { defender } = context;
  const [actions, users, alerts, lease, weaknesses] = await Promise.all([
    orNull(defender.machineActions({ deviceId: found.id, top: 100 }).then(allOf)),
    orNull(defender.deviceUsers(found.id)),
    orNull(defender.deviceAlerts(found.id, OPEN)),
    leaseOf(context, found),
    weaknessLines(context, found.id),
  ]);
  const isolation = isolationLine(actions, now);
  const raw = { target: found.id };
  const pointless = pointlessOn(context.commands, actions, now);
  const data = {
    name: found.name,
    isolation: isolation.text,
    isolationTone: isolation.tone,
    facts: [...lease, ...stateFacts(context.commands, actions, now), ...deviceFacts(found, now)],
    details: [...deviceDetails(found), ...weaknesses],
    tags: tagsInWords(found) ?? UNCHECKED,
    users: usersLine(users, now),
    alertsHeading:
      alerts === null
        ? say("deviceCard.openAlertsUnchecked")
        : say("deviceCard.openAlerts", { n: alerts.items.length, isWhole: alerts.isWhole }),
    alerts: alertRows(context, alerts?.items ?? [], now),
    portalUrl: deviceUrl(found.id),
    buttons: [
      ...context.changeButtons("device", raw, found.name, pointless),
      huntsButton(context, { device: found.id }),
      ...userButtons(context, users),
      ...addressButtons(context, found),
      ...context.backButton(context.trail),
      context.button(say("messaging.refresh"), "device", raw),
    ],
  };
  const summary = say("deviceCard.deviceIs", { name: found.name, isolation: isolation.text });
  return card<DeviceCardData>("device", data, summary);
}

/** From who was logged on to their card, as the directory calls them. */
function userButtons(context: ReadContext, users: readonly LogonUser[] | null): readonly CardButton[] {
  const names = (users ?? []).map(({ domain, account }) => [domain, account].filter(Boolean).join("\\"));
  return loggedOnButtons(context, names).map(quiet);
}

/** Its address outside; those inside are nobody's to look up. */
function addressButtons(context: ReadContext, { externalIp }: Device): readonly CardButton[] {
  const named = externalIp === null ? null : nameable(externalIp);
  if (named?.kind !== "ip" || isReserved(named.value)) return [];
  return [quiet(context.button(say("opens.lookUp", { value: named.value }), "ip", lookUpArgs(named)))];
}

function quiet(button: CardButton): CardButton {
  return { ...button, mode: "secondary" };
}

/** The release that is scheduled for the device, if any. */
async function leaseOf(context: ReadContext, found: Device): Promise<readonly LabelValue[]> {
  const open = await context.store.read((tx) => tx.requests.open());
  return open
    .filter((one) => isScheduled(one) && one.target.id === found.id)
    .map((one) => ({
      label: say("deviceCard.lease"),
      value: say("deviceCard.leaseOf", { lease: leaseLine(one) ?? "", id: one.id }),
    }));
}

function alertRows(context: ReadContext, open: readonly Alert[], now: number) {
  return open.slice(0, MAX_ALERTS).map((alert) =>
    // The card's head names the device already.
    alertRow(
      { ...alert, deviceName: "" },
      say("common.ago", { at: alert.createdAt, now }),
      context.button(say("opens.open", { id: alert.id }), "alert", { id: alert.id }),
    ),
  );
}
