import { appraise } from "../requests/facts/appraise.ts";
import { asOne, guardOf } from "../requests/facts/guard.ts";
import { hopelessBecause } from "../requests/open/open.ts";
import { suspensionsUndone } from "../requests/facts/suspensions.ts";
import { accountPicker } from "./parts/account-picker.ts";
import { freeText, rest } from "../grammar/args.ts";
import { reads, type Command, type ReadContext, type Reply } from "./command.ts";
import { text } from "../messaging/content.ts";
import { addressOf } from "../defender/lookup.ts";
import { UserError } from "../shared/errors.ts";
import { namesOtherTenant } from "../grammar/foreign-link.ts";
import { lineOf, parse, type BoundArgs } from "../grammar/parse.ts";
import type { RawArgs } from "../shared/raw-args.ts";
import { readsOf } from "../defender/read-only.ts";
import { mostTargets } from "../requests/machine/emergency.ts";
import { usageOf } from "../requests/machine/usage.ts";
import { explanation, explanations, type Explained } from "./parts/explanation.ts";
import { pickerCard } from "./parts/picker.ts";
import { say, type Text } from "../texts/text.ts";
import { appraiseEach } from "../requests/facts/appraise-each.ts";
import type { Sight } from "../requests/facts/sight.ts";
import { targetsTogether } from "../requests/facts/together.ts";
import type { Standing } from "../identity/identity.ts";
import type { DeviceTarget } from "../defender/device.ts";
import { SignInRequired } from "../identity/sign-in-required.ts";
import { namesIncident, refuseTooMany, whatIsMeant } from "../requests/open/of-incident.ts";
import { eachTarget } from "../requests/targets.ts";
import type { ChangeCommand } from "../requests/change-command.ts";

/** Whoever is mentioned in it stands where its command takes a person. */
const A_LINE = { ...freeText("isolate web01.contoso.com", 2000), person: "upn" } as const;

/** Shows the verdict that a command would get, found in the way in which it would be found, and does nothing. */
export const explain = reads({
  name: "explain",
  summary: say("summary.explain"),
  args: { command: rest(A_LINE, say("argument.explainCommand")) },
  example: "explain isolate web01.contoso.com beaconing",
  asks: say("commands.asksExplain"),
  shows: "device-data",
  permissions: ["Machine.Read", "Alert.Read", "User.Read.All", "SecurityIncident.Read.All"],
  signIn: "first",
  async run(context, { command: line }) {
    const parsed = parse(line, context.commands);
    switch (parsed.kind) {
      case "none":
      case "unknown":
        throw new UserError(
          "usage",
          unknownCommand(line, parsed.kind === "unknown" ? parsed.suggestion : null),
        );
      case "fault":
      case "two-ways":
        throw new UserError("usage", parsed.text);
      case "command":
        if (namesOtherTenant(parsed.command, parsed.raw, context.sender.tid))
          throw new UserError("usage", say("typed.otherTenantsLink"));
        return parsed.command.effect === "changes"
          ? explainChange(context, { ...parsed, command: parsed.command })
          : text(withoutPolicy(parsed.command, context));
    }
  },
});

function unknownCommand(line: string, meant: string | null): Text {
  return say("explain.notACommand", { line: line.slice(0, 60), meant });
}

/** What the policy has no say in. */
function withoutPolicy(command: Exclude<Command, ChangeCommand>, context: ReadContext): Text {
  if (command.effect === "reads" && command.roles === undefined) {
    return say("explain.onlyReads", { command: command.name });
  }
  const roles =
    command.effect === "configures" ? command.roles({}, context.conversation) : (command.roles ?? []);
  return say("explain.takesRole", { command: command.name, roles: roles ?? [] });
}

interface Typed {
  readonly command: ChangeCommand;
  readonly raw: RawArgs;
  readonly args: BoundArgs;
}

async function explainChange(context: ReadContext, line: Typed): Promise<Reply> {
  const [typed, ...more] = eachTarget(line);
  const standing = await context.identity.known(context.sender);
  if (standing === null) throw new SignInRequired("no-token");
  const now = context.clock.now();
  const sight = sightFor(context, now);
  if (more.length > 0 || namesIncident(typed)) return explainEach(context, sight, [typed, ...more], standing);
  const appraisal = await appraise(sight, { ...typed, requester: standing.person });
  if (appraisal.kind === "ambiguous") {
    return pickerCard(
      appraisal.devices,
      { now, address: addressOf(typed.args["target"] as DeviceTarget) },
      (device) =>
        context.button(say("choices.chooseThis"), "explain", {
          command: lineOf(typed.command, { ...typed.raw, target: device.id }),
        }),
    );
  }
  if (appraisal.kind === "ambiguous-account") {
    return accountPicker(appraisal.accounts, "", (account) =>
      context.button(say("choices.chooseThis"), "explain", {
        command: lineOf(typed.command, { ...typed.raw, target: account.id }),
      }),
    );
  }
  const { target, verdict } = appraisal;
  const asked = { requester: standing.person, verdict, targets: [target] };
  return explanation({
    ...typed,
    raw: { ...typed.raw, ...appraisal.found },
    commands: context.commands,
    buttons: context,
    appraised: appraisal,
    standing,
    policy: context.policy(),
    hopeless: await hopelessBecause(context, sight, typed, asked),
    halt: await context.store.read((tx) => tx.switches.halt()),
    now,
  });
}

/** Of Defender and the store, only what reads is handed on. */
function sightFor(context: ReadContext, now: number): Sight {
  const defender = readsOf(context.defender);
  const policy = context.policy();
  return {
    defender,
    guard: guardOf(context, defender, context.sender),
    policy,
    now,
    usage: (query: Parameters<typeof usageOf>[1]) => context.store.read((tx) => usageOf(tx.requests, query)),
    together: (ids, { command: { action }, requester }) =>
      context.store.read((tx) => targetsTogether(tx, { policy, requester, now }, ids, [action])),
    suspensions: (action, account) => context.store.read((tx) => suspensionsUndone(tx, action, account)),
  };
}

/** As for one, found in the way in which several would be found. @throws UserError */
async function explainEach(
  context: ReadContext,
  sight: Sight,
  each: readonly [Typed, ...Typed[]],
  standing: Standing,
): Promise<Reply> {
  const { commands, store } = context;
  const { person } = standing;
  const { now, policy } = sight;
  const most = mostTargets(policy, each[0].raw);
  refuseTooMany(each.length, most);
  const meant = await whatIsMeant(sight.defender, each, most);
  refuseTooMany(meant.each.length, most);
  const askedBy = (typed: Typed) => ({ ...typed, requester: person });
  const [first = each[0], ...others] = meant.each;
  const found = await appraiseEach(sight, [askedBy(first), ...others.map(askedBy)]);
  const halt = await store.read((tx) => tx.switches.halt());
  const targets = found.map(({ appraised }) => appraised.target);
  // Of a hundred targets each asks who holds the role.
  const guard = { holders: asOne(() => sight.guard.holders()) };
  const explained: Explained[] = [];
  for (const { asked, appraised } of found) {
    const { verdict } = appraised;
    const hopeless = await hopelessBecause(context, { guard }, asked, {
      requester: person,
      verdict,
      targets,
    });
    explained.push({
      ...asked,
      ...{ commands, appraised, standing, policy, hopeless, halt, now, buttons: context },
    });
  }
  return explanations(first, explained);
}
