import type { KnownAccount } from "../../defender/account-lookup.ts";
import type { Account } from "../../defender/account.ts";
import type { Device, DeviceFacts } from "../../defender/device.ts";
import type { DefenderReads } from "../../defender/read-only.ts";
import type { BoundArgs } from "../../grammar/parse.ts";
import type { Policy, Question, Usage, Verdict } from "../../policy/model.ts";
import type { Person } from "../../shared/people.ts";
import type { RawArgs } from "../../shared/raw-args.ts";
import type { ChangeCommand } from "../change-command.ts";
import { verdictOn } from "../machine/lease-release.ts";
import { isEmergency } from "../machine/emergency.ts";
import type { Holders } from "../machine/lock-out.ts";
import type { Relied } from "../machine/relied.ts";
import type { Around, Target } from "../machine/request.ts";
import type { UsageQuery } from "../machine/usage.ts";
import type { Guard } from "./guard.ts";

/** What an appraisal may look at; nothing can be changed through it. */
export interface Sight {
  /** With the token of the person who asks. */
  readonly defender: DefenderReads;
  readonly policy: Policy;
  /** Epoch milliseconds. */
  readonly now: number;
  /** How much of the limits is used. */
  usage(query: UsageQuery): Promise<Usage>;
  /** Who would be left, where it is about a person. */
  readonly guard: Guard;
  /** How many targets the policy is to count; absent: it is asked for one. */
  readonly targets?: number;
}

export interface Asked {
  readonly command: ChangeCommand;
  readonly raw: RawArgs;
  readonly args: BoundArgs;
  readonly requester: Person;
}

/** What a wish comes to. */
export interface Appraised {
  readonly kind: "appraised";
  readonly target: Target;
  /** Of a device; null: it is about none. */
  readonly facts: DeviceFacts | null;
  /** Of a person. */
  readonly account?: KnownAccount;
  /** Of a person, or of a device that is cut off: who holds the roles that nobody must be left alone with. */
  readonly holders?: Holders;
  /** Of such a device: whose it is of them; null: that could not be found out. */
  readonly heldBy?: readonly string[] | null;
  readonly verdict: Verdict;
  /** What the card says of a target that is neither. */
  readonly around?: Around;
  /** Arguments that nobody types: what was found out of the target, and the call goes by. */
  readonly found?: RawArgs;
  /** What the call goes by or takes away beside its target; `unread`: who asks may not read it. */
  readonly relied?: readonly Relied[] | "unread";
}

export type Appraisal =
  | Appraised
  /** Several devices answer to the name, or one had the address long ago: the person has to pick. */
  | { readonly kind: "ambiguous"; readonly devices: readonly Device[] }
  /** The same of accounts. */
  | { readonly kind: "ambiguous-account"; readonly accounts: readonly Account[] };

/** What the policy says of a wish about this target. */
export function verdictFor(
  { policy, now, targets }: Pick<Sight, "policy" | "now" | "targets">,
  { command, requester, raw }: Asked,
  found: Pick<Question, "device" | "user" | "usage">,
): Verdict {
  const question = targets === undefined ? { ...found, now } : { ...found, now, targets };
  return verdictOn({ action: command.action, requester, args: raw }, question, policy, command);
}

/** How much of the action's limits is used; undefined: it has none. */
export async function usageOf(
  sight: Sight,
  { command: { action }, raw }: Asked,
  group: string | null,
): Promise<Usage | undefined> {
  const { policy, now } = sight;
  const query = { action, group, now, isEmergency: isEmergency(raw) };
  return policy.limits[action] === undefined ? undefined : sight.usage(query);
}
