import { addressLine } from "../../requests/machine/address.ts";
import { card, type LabelValue } from "../../messaging/card.ts";
import type { CardButton, Content } from "../../messaging/content.ts";
import { groupInWords, type Device } from "../../defender/device.ts";
import { named } from "../../texts/named.ts";
import { systemName } from "../../texts/readable.ts";
import { say, type Text, type Words } from "../../texts/text.ts";

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
    title: device.duplicate ? say("choices.perhapsDuplicate", { name: device.name }) : device.name,
    facts: factsOf(device, now, address),
    button: button(device),
  }));
  const heading = headingOf(devices.length, address);
  const hidden = devices.length - rows.length;
  const text = say("common.sentences", { all: [hint, say("choices.choose", { hidden })] });
  return card<PickerCardData>("picker", { heading, hint: text, rows }, heading);
}

function headingOf(n: number, address: string | undefined): Text {
  if (address === undefined) return say("choices.haveName", { n });
  return n === 1 ? say("choices.hadAddressOnce") : say("choices.haveHadAddress", { n });
}

function newestFirst(a: Device, b: Device): number {
  const [left, right] = [a, b].map((one) => one.lastSeenAt ?? 0) as [number, number];
  return right - left || (b.firstSeenAt ?? 0) - (a.firstSeenAt ?? 0);
}

function factsOf(device: Device, now: number, address: string | undefined): readonly LabelValue[] {
  const unknown = say("choices.unknown");
  return [
    { label: say("deviceCard.lastSeen"), value: say("common.ago", { at: device.lastSeenAt, now }) },
    { label: say("deviceCard.health"), value: named("health", device.health) ?? unknown },
    { label: say("deviceCard.deviceGroup"), value: groupInWords(device) ?? unknown },
    { label: say("deviceCard.ipAddress"), value: device.lastIp ?? unknown },
    ...(address === undefined
      ? []
      : [{ label: say("choices.typed"), value: addressLine(device, address, now) }]),
    { label: say("deviceCard.os"), value: device.os === null ? unknown : systemName(device.os) },
    { label: say("deviceCard.deviceId"), value: device.id },
  ];
}
