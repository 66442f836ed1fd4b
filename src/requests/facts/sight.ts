import type { KnownAccount } from "../../defender/account-lookup.ts";
import type { Account } from "../../defender/account.ts";
import type { Device, DeviceFacts } from "../../defender/device.ts";
import type { DefenderReads } from "../../defender/read-only.ts";
import type { BoundArgs } from "../../grammar/parse.ts";
import type { Action, Policy, Question, Usage, Verdict } from "../../policy/model.ts";
import type { Person } from "../../shared/people.ts";
import type { RawArgs } from "../../shared/raw-args.ts";
import type { ChangeCommand } from "../change-command.ts";
import { verdictOn } from "../machine/lease-release.ts";
import { isEmergency } from "../machine/emergency.ts";
import type { Holders } from "../machine/lock-out.ts";
import type { Relied } from "../machine/relied.ts";
import type { Surroundings, Target } from "../machine/request.ts";
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
  /** Which suspensions an action on an account undoes; undefined: it undoes none. */
  suspensions(action: Action, account: string): Promise<readonly Relied[] | undefined>;
  /** Who would be left, where it is about a person. */
  readonly guard: Guard;
  /** How many targets the policy is to count for these, which one asks such an action for. */
  together(ids: readonly string[], asked: Pick<Asked, "command" | "requester">): Promise<number>;
}

export interface Asked {
  readonly command: ChangeCommand;
  readonly raw: RawArgs;
  readonly args: BoundArgs;
  readonly requester: Person;
}

/** What an invocation comes to. */
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
  readonly surroundings?: Surroundings;
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

/** One of several targets, and what it comes to. */
export interface AppraisedOne<A extends Asked> {
  readonly asked: A;
  readonly appraised: Appraised;
}

/** What the policy says of an invocation about this target. */
export function verdictFor(
  { policy, now }: Pick<Sight, "policy" | "now">,
  { command, requester, raw }: Asked,
  found: Pick<Question, "device" | "user"> & Circumstances,
): Verdict {
  return verdictOn({ action: command.action, requester, args: raw }, { ...found, now }, policy, command);
}

/** The same sight for each of several targets that are asked for together: all of them count. */
export function countingAlso(sight: Sight, ids: readonly string[]): Sight {
  const counted = new Map<string, Promise<number>>();
  return {
    ...sight,
    // Once for each action: asked for anew with every target it would be read as often.
    together(own, asked) {
      const known =
        counted.get(asked.command.action) ?? sight.together([...new Set([...own, ...ids])], asked);
      counted.set(asked.command.action, known);
      return known;
    },
  };
}

/** What the policy asks about beside the target itself. */
export type Circumstances = Pick<Question, "usage" | "targets">;

/**
 * How much of the limits is used, and how many targets count together.
 * @param ids of the targets
 * @param group device group; null: not known, or none
 */
export async function circumstancesOf(
  sight: Sight,
  asked: Asked,
  ids: readonly string[],
  group: string | null = null,
): Promise<Circumstances> {
  const [usage, targets] = await Promise.all([usageOf(sight, asked, group), sight.together(ids, asked)]);
  return { usage, targets };
}

/** How much of the action's limits is used; undefined: it has none. */
async function usageOf(
  sight: Sight,
  { command: { action }, raw }: Asked,
  group: string | null,
): Promise<Usage | undefined> {
  const { policy, now } = sight;
  const query = { action, group, now, isEmergency: isEmergency(raw) };
  return policy.limits[action] === undefined ? undefined : sight.usage(query);
}
