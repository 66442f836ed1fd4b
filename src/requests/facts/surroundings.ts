import { say, type Words } from "../../texts/text.ts";
import { addressLine } from "../machine/address.ts";
import { LOOKED_UP } from "../../defender/device-words.ts";
import { factsOf } from "../../defender/lookup.ts";
import { likelyUserWarning } from "../../defender/likely-user.ts";
import type { Surroundings, Look, Request } from "../machine/request.ts";
import { surroundingsOf } from "./device-lines.ts";
import { preflightOf, type Intent } from "./preflight.ts";
import { changeCommand } from "../change-commands.ts";
import type { Deps } from "../deps.ts";
import type { Person, Sender } from "../../shared/people.ts";
import type { DeviceFacts } from "../../defender/device.ts";

/** What a request is about, as far as its pre-flight depends on it. */
export interface About extends Intent {
  readonly requester: Person;
  /** The IP address that the device was named by. */
  readonly address: string | undefined;
}

/** What a request's card says of the device's surroundings, and what it warns of; nothing where there is no device. */
export function deviceSurroundings(facts: DeviceFacts | null, about: About, label: Words): Surroundings {
  if (facts === null) return { facts: [], warnings: [] };
  const { requester, now, address } = about;
  const user = likelyUserWarning(requester, facts.users, "asked");
  return {
    facts: [
      ...(address === undefined
        ? []
        : [{ label: say("devices.namedBy"), value: addressLine(facts.device, address, now) }]),
      ...surroundingsOf(facts, now, label),
    ],
    warnings: [...preflightOf(about, facts), ...(user === null ? [] : [user])],
  };
}

/**
 * The look with the surroundings as they are now, for a request that has to be approved anew: nobody shall decide on it by
 * what there was when it was asked for. What can't be read is said on the card.
 */
export async function lookAtSurroundings(
  deps: Deps,
  who: Pick<Sender, "oid" | "tid">,
  request: Request,
  look: Look,
  signal: AbortSignal,
): Promise<Look> {
  // Of an account, what it is surrounded by has been looked up with it.
  if (look.device === null) return look;
  const facts = await factsOf(deps.defender.as(who, signal), look.device);
  const { args, requester, address } = request;
  const command = changeCommand(deps, request.command);
  const about = { command, commands: deps.commands, args, requester, now: deps.clock.now(), address };
  return { ...look, surroundings: deviceSurroundings(facts, about, LOOKED_UP.again) };
}
