import { deviceTarget, keyed } from "../grammar/args.ts";
import type { Tone } from "../messaging/card.ts";
import { factsCard } from "../messaging/facts-card.ts";
import { reads } from "./command.ts";
import { addressOf, findDevices, noSuchDevice } from "../defender/lookup.ts";
import { ago, count } from "../shared/format.ts";
import { pickerCard } from "./parts/picker.ts";
import { sayLine } from "../shared/safe-text.ts";
import type { MachineAction } from "../defender/machine-action.ts";

const SINCE_MS = 7 * 86_400_000;

const TONES: Readonly<Record<MachineAction["status"], Tone>> = {
  Pending: "warning",
  InProgress: "accent",
  Succeeded: "good",
  Failed: "attention",
  TimeOut: "attention",
  Cancelled: "neutral",
  Unknown: "neutral",
};

export const actions = reads({
  name: "actions",
  summary: "Recent machine actions: isolations, releases, scans",
  args: { device: keyed(deviceTarget, "Only on this device") },
  example: "actions device:web01.contoso.com",
  shows: "device-data",
  permissions: ["Machine.Read"],
  signIn: "by-call",
  async run(context, args) {
    const now = context.clock.now();
    const devices = args.device === undefined ? [] : await findDevices(context.defender, args.device);
    const [device] = devices;
    if (args.device !== undefined && device === undefined) throw noSuchDevice(args.device);
    if (devices.length > 1) {
      return pickerCard(devices, { now, address: addressOf(args.device) }, (one) =>
        context.button("Choose this one", "actions", { device: one.id }),
      );
    }
    const found = await context.defender.machineActions(
      device === undefined ? { since: now - SINCE_MS, top: 100 } : { deviceId: device.id, top: 100 },
    );
    const rows = found.map((action) => ({
      title: action.scope === null ? action.type : `${action.type} (${action.scope})`,
      beside: action.deviceName ?? action.deviceId,
      badge: action.status,
      tone: TONES[action.status],
      line: `${ago(action.createdAt, now)} · ${action.requestor ?? "unknown"} · ${action.comment ?? ""}${failureOf(action)}`,
    }));
    const where = device === undefined ? "in the last 7 d" : `on ${device.name}`;
    const heading = `${count(found.length, "machine action")} ${where}`;
    return factsCard({ heading, rows }, sayLine(heading));
  },
});

/** Defender's code and hint of what went wrong; empty: nothing did, or it does not say. */
function failureOf({ errorCode, hint }: MachineAction): string {
  return [errorCode, hint].map((said) => (said === null ? "" : ` · ${said}`)).join("");
}
