import { card } from "../../core/card-data.ts";
import type { CardButton, Content } from "../../core/content.ts";
import { ago } from "../../core/format.ts";
import type { Device } from "../../core/model.ts";
import { sayLine } from "../../core/safe-text.ts";

const MAX_ROWS = 12;

/** Several devices answer to a name: the person picks; nothing is guessed (CONTRACT §4). */
export function pickerCard(
  devices: readonly Device[],
  now: number,
  button: (device: Device) => CardButton,
): Content {
  const rows = devices.slice(0, MAX_ROWS).map((device) => ({
    title: device.name,
    facts: [
      { label: "Device id", value: device.id },
      { label: "Last seen", value: ago(device.lastSeenAt, now) },
      { label: "Device group", value: device.group ?? "none" },
      { label: "IP address", value: device.lastIp ?? "unknown" },
      { label: "OS", value: device.os ?? "unknown" },
    ],
    button: button(device),
  }));
  const heading = `${devices.length} devices have this name`;
  const hint = "They may be re-imaged or renamed machines. Nothing is done until you choose one.";
  return card("picker", { heading, hint, rows }, sayLine(heading));
}
