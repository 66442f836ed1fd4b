import { actorOf } from "../audit/record.ts";
import { durationText } from "../shared/duration.ts";
import { deviceTarget, keyedRequired, positional, reasonText, rest } from "../grammar/args.ts";
import { requestIdIn } from "../requests/facts/already.ts";
import { leaseDuration, leaseRefusal } from "../requests/machine/lease.ts";
import { releaseOfTaken } from "../requests/machine/take-over.ts";
import { originOfTaken } from "../requests/machine/lease-model.ts";
import type { Request } from "../requests/machine/request.ts";
import { isFinal } from "../requests/machine/state.ts";
import type { Tx } from "../requests/rows.ts";
import { verdictOn } from "../requests/machine/lease-release.ts";
import { findDevices, noSuchDevice } from "../defender/lookup.ts";
import { UserError } from "../shared/errors.ts";
import { say } from "../texts/text.ts";
import type { Device } from "../defender/device.ts";
import { configures, type ConfigureContext } from "./command.ts";
import { isolations, takenOverBy, type Isolation } from "./parts/isolations.ts";
import { OF_STAYING } from "./parts/usual-reasons.ts";
import { allOf } from "../defender/listed.ts";

export const takeOver = configures({
  name: "take-over",
  summary: say("summary.take-over"),
  args: {
    target: positional(deviceTarget, say("argument.device")),
    for: keyedRequired(leaseDuration, say("argument.takeOverFor")),
    reason: rest(reasonText, say("argument.takeOverReason")),
  },
  example: "take-over web01.contoso.com for:4h Defender isolated it by itself",
  shows: "device-data",
  permissions: ["Machine.Read"],
  roles: () => ["Approver"],
  form: {
    title: say("takeOver.title"),
    choices: { for: ["1h", "4h", "12h", "24h", "3d", "7d"] },
    reasons: OF_STAYING,
  },
  async run(context, args) {
    const { clock, defender, person, sender } = context;
    const refusal = leaseRefusal(args.for, context.policy().lease);
    if (refusal !== null) throw new UserError("usage", refusal);
    const { certain: device } = await findDevices(defender, args.target);
    if (device === null) throw noSuchDevice(args.target);
    const isolation = await isolationOn(context, device);
    const now = clock.now();
    const verdict = verdictOn(
      { action: "release", requester: person, args: {} },
      { device, now },
      context.policy(),
    );
    const taken = {
      ...{ device, actionId: isolation.action.id, owner: person, ownerTeamsId: sender.teamsId },
      ...{ reason: args.reason, length: args.for, verdict, askedIn: context.conversation },
    };
    const id = context.ids.requestId();
    await context.store.transaction(async (tx) => {
      const after = await lastTaken(tx, isolation.action.id);
      const release = releaseOfTaken({ ...taken, after }, id, now);
      if (!(await tx.requests.insert(release))) throw new UserError("conflict", say("takeOver.meanwhile"));
      await tx.audit.append({
        at: now,
        actor: actorOf(person),
        event: "taken-over",
        requestId: id,
        command: "take-over",
        target: { deviceId: device.id, name: device.name },
        args: { for: durationText(args.for), reason: args.reason },
        outcome: `isolation ${isolation.action.id}`,
      });
    });
    return { kind: "request", id };
  },
});

/** The release of whoever answered for it before and has not brought it to an end; null: nobody did. @throws UserError */
async function lastTaken(tx: Tx, actionId: string): Promise<string | null> {
  let after: string | null = null;
  for (;;) {
    const before: Request | null = await tx.requests.byOrigin(originOfTaken(actionId, after));
    if (before === null) return after;
    if (!isFinal(before.state)) throw new UserError("conflict", say("takeOver.meanwhile"));
    after = before.id;
  }
}

/** The isolation that is in force, if nobody here has asked for it or taken it over. @throws UserError */
async function isolationOn(context: ConfigureContext, device: Device): Promise<Isolation> {
  const found = allOf(await isolations(context.defender)).find(({ deviceId }) => deviceId === device.id);
  if (found === undefined || found.state !== "on")
    throw new UserError("conflict", say("takeOver.notIsolated", { name: device.name }), "data");
  const id = requestIdIn(found.action);
  const own = id === null ? null : await context.store.read((tx) => tx.requests.get(id));
  if (own?.machineActionId === found.action.id)
    throw new UserError("conflict", say("takeOver.ours", { name: device.name, id: own.id }), "data");
  const owner = await takenOverBy(context, found);
  if (owner !== null) {
    const { upn } = owner.requester;
    throw new UserError("conflict", say("takeOver.taken", { name: device.name, upn, id: owner.id }), "data");
  }
  return found;
}
