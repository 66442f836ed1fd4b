import { accountPicker } from "../commands/parts/account-picker.ts";
import { pickerCard } from "../commands/parts/picker.ts";
import type { Account } from "../defender/account.ts";
import { addressOf } from "../defender/lookup.ts";
import type { Device, DeviceTarget } from "../defender/device.ts";
import type { BoundArgs } from "../grammar/parse.ts";
import type { RawArgs } from "../shared/raw-args.ts";
import type { Deps } from "./deps.ts";
import { CardRefs, type Own } from "../messaging/card-actions.ts";
import type { Person } from "../shared/people.ts";
import type { ChangeCommand } from "../requests/change-command.ts";
import { say, type Text } from "../texts/text.ts";
import type { Done } from "./job.ts";

/** The command that waits for the choice, and who asked for it. */
export interface Unpicked {
  readonly command: ChangeCommand;
  readonly raw: RawArgs;
  readonly args: BoundArgs;
  readonly requester: Person;
}

/**
 * The picker for a command that changes something: that command goes on with the chosen device's id, for who typed it
 * and nobody else, once: all of its buttons open one request.
 */
export async function pickerOf(deps: Deps, job: Unpicked, devices: readonly Device[]): Promise<Done> {
  const { command, raw, requester } = job;
  const refs = new CardRefs(deps.ids.uuid(), deps.commands);
  const now = deps.clock.now();
  const address = addressOf(job.args["target"] as DeviceTarget);
  const own: Own = {
    oid: requester.oid,
    tid: requester.tid,
    called: requester.upn,
    what: "pick",
    ...(address === undefined ? {} : { address }),
  };
  const content = pickerCard(
    devices,
    { now, address, hint: hintOf({ command, raw, called: requester.upn }) },
    (device) =>
      refs.ownButton(say("choices.chooseThis"), {
        command: command.name,
        args: { ...raw, target: device.id },
        own,
      }),
  );
  await deps.store.transaction((tx) => refs.save(tx, now));
  return { kind: "content", content };
}

/** The same for accounts. */
export async function accountPickerOf(
  deps: Deps,
  job: Unpicked,
  accounts: readonly Account[],
): Promise<Done> {
  const { command, raw, requester } = job;
  const refs = new CardRefs(deps.ids.uuid(), deps.commands);
  const own: Own = { oid: requester.oid, tid: requester.tid, called: requester.upn, what: "pick" };
  const content = accountPicker(accounts, hintOf({ command, raw, called: requester.upn }), (account) =>
    refs.ownButton(say("choices.chooseThis"), {
      command: command.name,
      args: { ...raw, target: account.id },
      own,
    }),
  );
  await deps.store.transaction((tx) => refs.save(tx, deps.clock.now()));
  return { kind: "content", content };
}

/** What the choice leads to, and who alone may make it. */
export function hintOf({
  command,
  raw,
  called,
}: Pick<Unpicked, "command" | "raw"> & Pick<Own, "called">): Text {
  const { for: lease = null, reason = null } = raw;
  return say("choices.pickerHint", { what: command.title(raw), lease, reason, upn: called });
}
