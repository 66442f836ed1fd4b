import { deviceTarget, keyed } from "../grammar/args.ts";
import type { Tone } from "../messaging/card.ts";
import { factsCard } from "../messaging/facts-card.ts";
import { reads } from "./command.ts";
import { addressOf, findDevices, noSuchDevice } from "../defender/lookup.ts";
import { pickerCard } from "./parts/picker.ts";
import { say } from "../texts/text.ts";
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
  summary: say("summary.actions"),
  args: { device: keyed(deviceTarget, say("argument.actionsDevice")) },
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
        context.button(say("lists.chooseThis"), "actions", { device: one.id }),
      );
    }
    const found = await context.defender.machineActions(
      device === undefined ? { since: now - SINCE_MS, top: 100 } : { deviceId: device.id, top: 100 },
    );
    const rows = found.map((action) => ({
      title: say("lists.action", { type: action.type, scope: action.scope }),
      beside: action.deviceName ?? action.deviceId,
      badge: action.status,
      tone: TONES[action.status],
      line: lineOf(action, now),
    }));
    const n = found.length;
    const heading =
      device === undefined
        ? say("lists.actionsLately", { n })
        : say("lists.actionsOn", { n, name: device.name });
    return factsCard({ heading, rows }, heading);
  },
});

/** With Defender's code and hint of what went wrong, where something did and it says so. */
function lineOf({ createdAt: at, requestor: who, comment, errorCode, hint }: MachineAction, now: number) {
  const failure = [errorCode, hint].filter((said) => said !== null);
  return say("lists.actionLine", { at, now, who, comment, failure });
}
