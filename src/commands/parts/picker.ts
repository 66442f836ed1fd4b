import { addressLine } from "../../requests/machine/address.ts";
import { card, type LabelValue } from "../../messaging/card.ts";
import type { CardButton, Content } from "../../messaging/content.ts";
import { groupInWords } from "../../policy/device-facts.ts";
import { ago, count } from "../../shared/format.ts";
import type { Device } from "../../defender/device.ts";
import { sayLine } from "../../shared/safe-text.ts";
import { say, type Words } from "../../texts/text.ts";

export type PickerCardData = {
  readonly heading: Words;
  readonly hint: Words;
  readonly rows: readonly {
    readonly title: Words;
    readonly facts: readonly LabelValue[];
    readonly button: CardButton;
  }[];
};

const MAX_ROWS = 10;

/** What a picker says beside its devices. */
export interface Picking {
  /** Epoch milliseconds. */
  readonly now: number;
  /** The IP address that was typed, where it was one. */
  readonly address?: string | undefined;
  /** What the choice leads to, and who may make it; empty: anybody may, and it only reads. */
  readonly hint?: Words;
}

/** Several devices answer to a name: the person picks, from the newest ones first; nothing is guessed. */
export function pickerCard(
  devices: readonly Device[],
  { now, address, hint = "" }: Picking,
  button: (device: Device) => CardButton,
): Content {
  const newest = devices.toSorted(newestFirst);
  const rows = newest.slice(0, MAX_ROWS).map((device) => ({
    title: device.duplicate ? `${device.name} (perhaps a duplicate)` : device.name,
    facts: factsOf(device, now, address),
    button: button(device),
  }));
  const heading = headingOf(devices.length, address);
  const hidden = devices.length - rows.length;
  const older = hidden > 0 ? ` ${hidden} older not shown: use the device id for those.` : "";
  const text = say("common.sentences", { all: [hint, `${UNDONE}${older}`] });
  return card<PickerCardData>("picker", { heading, hint: text, rows }, sayLine(heading));
}

const UNDONE = "They may be re-imaged or renamed devices. Nothing is done until you choose one.";

function headingOf(found: number, address: string | undefined): string {
  if (address === undefined) return `${count(found, "device")} have this name`;
  return found === 1
    ? "One device had this IP address, but perhaps not in the last day"
    : `${count(found, "device")} have had this IP address`;
}

function newestFirst(a: Device, b: Device): number {
  const [left, right] = [a, b].map((one) => one.lastSeenAt ?? 0) as [number, number];
  return right - left || (b.firstSeenAt ?? 0) - (a.firstSeenAt ?? 0);
}

function factsOf(device: Device, now: number, address: string | undefined) {
  return [
    { label: "Device id", value: device.id },
    { label: "Last seen", value: ago(device.lastSeenAt, now) },
    { label: "Health", value: device.health ?? "unknown" },
    { label: "Device group", value: groupInWords(device) ?? "unknown" },
    { label: "IP address", value: device.lastIp ?? "unknown" },
    ...(address === undefined ? [] : [{ label: "Typed", value: addressLine(device, address, now) }]),
    { label: "OS", value: device.os ?? "unknown" },
  ];
}
