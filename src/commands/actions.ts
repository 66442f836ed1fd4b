import { choice, deviceTarget, keyed } from "../grammar/args.ts";
import { requestorFilter } from "../grammar/people.ts";
import type { Tone } from "../messaging/card.ts";
import { factsCard, type FactsRow } from "../messaging/facts-card.ts";
import { notToCancel } from "../requests/facts/cancellable.ts";
import { isPersonBehind } from "../requests/facts/behind.ts";
import { reads, type ReadContext } from "./command.ts";
import { addressOf, findDevices, noSuchDevice } from "../defender/lookup.ts";
import { SignInRequired } from "../identity/sign-in-required.ts";
import { pickerCard } from "./parts/picker.ts";
import { say, type Text, type Words } from "../texts/text.ts";
import { ACTION_TYPES } from "../defender/response-operations.ts";
import type { MachineAction } from "../defender/machine-action.ts";
import { andUnread } from "./parts/list-pages.ts";

const SINCE_MS = 7 * 86_400_000;
/** One page of Defender's list; filters look through all of it. */
const LOOKED_THROUGH = 1_000;

const TONES: Readonly<Record<MachineAction["status"], Tone>> = {
  Pending: "warning",
  InProgress: "accent",
  Succeeded: "good",
  Failed: "attention",
  TimeOut: "attention",
  Cancelled: "neutral",
  Unknown: "neutral",
};

const STATUSES = ["Pending", "InProgress", "Succeeded", "Failed", "TimeOut", "Cancelled"] as const;

export const actions = reads({
  name: "actions",
  summary: say("summary.actions"),
  args: {
    device: keyed(deviceTarget, say("argument.actionsDevice")),
    type: keyed(choice(...ACTION_TYPES), say("argument.actionsType")),
    status: keyed(choice(...STATUSES), say("argument.actionsStatus")),
    by: keyed(requestorFilter, say("argument.actionsBy")),
  },
  example: "actions device:web01.contoso.com status:succeeded",
  shows: "device-data",
  permissions: ["Machine.Read"],
  signIn: "by-call",
  async run(context, args) {
    const now = context.clock.now();
    const named = args.device === undefined ? null : await findDevices(context.defender, args.device);
    if (args.device !== undefined && named?.devices.length === 0) throw noSuchDevice(args.device);
    const device = named?.certain ?? undefined;
    if (named !== null && device === undefined) {
      const { devices } = named;
      const { type, status, by } = args;
      const further = Object.fromEntries(
        Object.entries({ type, status, by }).filter(([, value]) => value !== undefined),
      ) as Record<string, string>;
      return pickerCard(devices, { now, address: addressOf(args.device) }, (one) =>
        context.button(say("choices.chooseThis"), "actions", { ...further, device: one.id }),
      );
    }
    const read = await context.defender.machineActions({
      ...(device === undefined ? { since: now - SINCE_MS } : { deviceId: device.id }),
      ...(args.type === undefined ? {} : { type: args.type }),
      top: LOOKED_THROUGH,
    });
    const isWanted = await wantedBy(context, args.by);
    const found = read.items.filter(
      (action) => (args.status === undefined || action.status === args.status) && isWanted(action),
    );
    const n = found.length;
    const told =
      device === undefined
        ? say("actions.actionsLately", { n })
        : say("actions.actionsOn", { n, name: device.name });
    const heading = andUnread(told, n, read.unread);
    return factsCard({ heading, rows: found.map((action) => rowOf(context, action, now)) }, heading);
  },
});

function rowOf(context: ReadContext, action: MachineAction, now: number): FactsRow {
  const { id, type, scope, status, deviceName, deviceId } = action;
  const name = deviceName ?? deviceId;
  return {
    title: say("actions.action", { type, scope }),
    beside: name,
    badge: say("terms.actionStatus", { value: status }),
    tone: TONES[status],
    line: lineOf(action, now),
    opens: context.button(say("lookups.showDevice", { name }), "device", { target: deviceId }),
    buttons:
      notToCancel(action) === null ? context.changeButtons("machine-action", { action: id }, name) : [],
  };
}

/** Whom an action has to come from: nobody in particular, the person who asks, all others, or somebody. */
async function wantedBy(
  { identity, sender }: ReadContext,
  by: string | undefined,
): Promise<(action: MachineAction) => boolean> {
  if (by === undefined) return () => true;
  if (by !== "me" && by !== "others") return (action) => isPersonBehind(action, by);
  const known = await identity.known(sender);
  if (known === null) throw new SignInRequired("no-token");
  const { upn } = known.person;
  return (action) => isPersonBehind(action, upn) === (by === "me");
}

/** With its id, and what Defender says of how it went: who cancelled it and why, its error, its file, what ran in it. */
function lineOf(action: MachineAction, now: number): Text {
  const { id, createdAt: at, requestor: who, comment, errorCode, hint, file = null } = action;
  const { cancelledBy, cancelledAt = null, cancelComment: why, commands = [] } = action;
  const isCancelled = cancelledBy !== null || why !== null;
  const more: readonly (Words | null)[] = [
    isCancelled ? say("actions.actionCancelled", { by: cancelledBy, at: cancelledAt, why }) : null,
    ...[errorCode, hint],
    file === null ? null : say("actions.actionFile", { file }),
    ...commands.map(({ type, status, params, errors }) =>
      say("actions.actionCommand", { type, status, params: params.map(([, value]) => value), errors }),
    ),
  ];
  return say("actions.actionLine", { id, at, now, who, comment, more: more.filter((said) => said !== null) });
}
