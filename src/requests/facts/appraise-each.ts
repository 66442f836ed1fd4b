import { addressOf, type Found } from "../../defender/lookup.ts";
import { factsOfEach, findEach } from "../../defender/lookup-many.ts";
import type { AccountTarget } from "../../defender/account.ts";
import { groupInWords, type Device, type DeviceTarget } from "../../defender/device.ts";
import type { TargetKind } from "../change-command.ts";
import { leaseLength } from "../machine/lease-release.ts";
import { leaseRefusal } from "../machine/lease.ts";
import { hasNow } from "../machine/address.ts";
import { UserError } from "../../shared/errors.ts";
import { fewAtOnce } from "../../shared/in-pieces.ts";
import { say } from "../../texts/text.ts";
import { refuseUnclear, type Candidate, type Unclear } from "./unclear.ts";
import { appraise, withRelied } from "./appraise.ts";
import { guardsOn } from "./guard.ts";
import { listingOnce } from "./listing-once.ts";
import type { Indicated } from "../../defender/indicator.ts";
import { targetIdOf } from "../../defender/indicator.ts";
import { appraiseAccounts } from "./appraise-account.ts";
import { indicatorOrWhyNot } from "./appraise-indicator.ts";
import {
  type AppraisedOne,
  circumstancesOf,
  countingAlso,
  verdictFor,
  type Asked,
  type Sight,
} from "./sight.ts";

/** From an invocation for several targets to the verdict on each; as `appraise` for one, with few calls. It reads only. */

/**
 * Each target once, in the order in which they were named. Nothing is a guess: where one is not there or names several,
 * none of them is asked for, and the person is told which to write out.
 * @throws UserError; SignInRequired
 */
export async function appraiseEach<A extends Asked>(
  whole: Sight,
  each: readonly [A, ...A[]],
): Promise<readonly AppraisedOne<A>[]> {
  // What is asked for beside one kind counts for it as well.
  const sight = countingAlso({ ...whole, defender: listingOnce(whole.defender) }, each.flatMap(idIn));
  const [first] = each;
  const length = leaseLength(first.raw);
  const refusal = length === null ? null : leaseRefusal(length, sight.policy.lease);
  if (refusal !== null) throw new UserError("usage", refusal);
  const kindOf = (...kinds: readonly TargetKind[]) =>
    each.filter(({ command }) => kinds.includes(command.target));
  // Each account is judged once for each thing that is to be done to it.
  const people = [...Map.groupBy(kindOf("user"), ({ command }) => command.name).values()];
  const found = await Promise.all([
    appraiseDevices(sight, kindOf("device", "machine-action")),
    ...people.map(([first, ...more]) =>
      first === undefined ? [] : appraiseAccounts(sight, [first, ...more]),
    ),
    appraiseIndicators(sight, kindOf("indicator")),
    appraiseAlerts(sight, kindOf("alert")),
  ]);
  return found.flat();
}

/** The id that a device or an account is named by, if it is. */
function idIn({ command, args }: Asked): readonly string[] {
  if (command.target !== "device" && command.target !== "user") return [];
  const { by, value } = args["target"] as DeviceTarget | AccountTarget;
  return by === "id" ? [value.toLowerCase()] : [];
}

async function appraiseAlerts<A extends Asked>(
  sight: Sight,
  each: readonly A[],
): Promise<readonly AppraisedOne<A>[]> {
  if (each.length === 0) return [];
  const counted = countingAlso(
    sight,
    each.map(({ args }) => String(args["id"])),
  );
  const found = await fewAtOnce(each, async (asked) => {
    const appraised = await appraise(counted, asked);
    if (appraised.kind !== "appraised") throw new UserError("usage", say("several.writeOut", { each: [] }));
    return { asked, appraised };
  });
  return once(found);
}

async function appraiseIndicators<A extends Asked>(
  sight: Sight,
  each: readonly A[],
): Promise<readonly AppraisedOne<A>[]> {
  if (each.length === 0) return [];
  const ids = each.map(({ args }) => targetIdOf(args["value"] as Indicated));
  const counted = countingAlso(sight, ids);
  const found = await fewAtOnce(each, async (asked) => ({
    asked,
    appraised: await withRelied(counted, asked, await indicatorOrWhyNot(counted, asked)),
  }));
  return once(found);
}

async function appraiseDevices<A extends Asked>(
  sight: Sight,
  each: readonly A[],
): Promise<readonly AppraisedOne<A>[]> {
  if (each.length === 0) return [];
  const named = each.map(({ args }) => args["target"] as DeviceTarget);
  const found = await findEach(sight.defender, named);
  refuseUnclear(found.flatMap((one, index) => unclearIn(each[index], one, sight.now)));
  const unique = onceEach(each, found);
  const counted = countingAlso(
    sight,
    unique.map(({ device }) => device.id),
  );
  const facts = await factsOfEach(
    sight.defender,
    unique.map(({ device }) => device),
  );
  const on = unique.map(({ asked, device }, index) => {
    const users = () => Promise.resolve(facts[index]?.users ?? null);
    return { action: asked.command.action, device, users };
  });
  const guards = await guardsOn(sight.guard, on, sight.now);
  return Promise.all(
    unique.map(async ({ asked, device }, index) => {
      const verdict = verdictFor(sight, asked, {
        device,
        ...(await circumstancesOf(counted, asked, [device.id], device.group)),
      });
      const target = { kind: "device", id: device.id, name: device.name } as const;
      return {
        asked,
        appraised: await withRelied(sight, asked, {
          ...{ kind: "appraised", target, facts: facts[index] ?? null, verdict },
          ...guards[index]?.(verdict),
        }),
      };
    }),
  );
}

/** Each device once, with what is asked of it. */
function onceEach<A>(each: readonly A[], found: readonly Found[]) {
  const pairs = each.flatMap((asked, index) => {
    const device = found[index]?.certain ?? null;
    return device === null ? [] : [{ asked, device }];
  });
  return [...new Map(pairs.map((pair) => [pair.device.id, pair])).values()];
}

function unclearIn(asked: Asked | undefined, { certain, devices }: Found, now: number): readonly Unclear[] {
  const target = asked?.args["target"] as DeviceTarget | undefined;
  const address = addressOf(target);
  const isStale = certain !== null && address !== undefined && !hasNow(certain, address, now);
  if (certain !== null && !isStale) return [];
  const newest = devices.toSorted((a, b) => (b.lastSeenAt ?? 0) - (a.lastSeenAt ?? 0));
  return [
    {
      typed: asked?.raw["target"] ?? "",
      name: target?.value ?? "",
      candidates: newest.map((one) => candidateFor(one, now)),
      // Whoever had an address may be another one now: chosen by it, its card would not say so.
      isPickable: devices.length > 0 && address === undefined,
    },
  ];
}

function candidateFor(device: Device, now: number): Candidate {
  const { id, name, lastSeenAt: at } = device;
  const group = groupInWords(device);
  return { id, short: `${name} (${id})`, choice: say("several.deviceChoice", { name, id, group, at, now }) };
}

function once<A extends Asked>(found: readonly AppraisedOne<A>[]): readonly AppraisedOne<A>[] {
  const key = ({ asked, appraised }: AppraisedOne<A>) => `${asked.command.name} ${appraised.target.id}`;
  return [...new Map(found.map((one) => [key(one), one])).values()];
}
