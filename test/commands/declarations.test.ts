import { recorded, shown, tongueOf } from "../../src/texts/render.ts";
import { isVisible } from "../../src/texts/safe-text.ts";
import { isText, say } from "../../src/texts/text.ts";
import { describe, expect, test } from "vitest";
import { COMMANDS } from "../../src/commands/index.ts";
import { OPERATIONS } from "../../src/defender/operations.ts";
import { typesThat } from "../../src/defender/response-operations.ts";
import type { Command } from "../../src/commands/command.ts";
import { DEFAULT_POLICY, evaluate } from "../../src/policy/evaluate.ts";
import { bindRaw, faultsIn, parse, type Parsed } from "../../src/grammar/parse.ts";
import { effectsOf } from "../../src/requests/effects.ts";
import { person, START } from "../support/request.ts";
import { targetArg, type ChangeCommand } from "../../src/requests/change-command.ts";
import { MOST_SUGGESTED, suggestedIn } from "../../tools/generate.ts";

/** What holds for every command, whatever it is: all of it is derived from the declarations. */

const CHANGES = COMMANDS.filter((command): command is ChangeCommand => command.effect === "changes");
const named = <C extends Command>(commands: readonly C[]) => commands.map((one) => [one.name, one] as const);

/** What people paste by mistake, and what others would have them type: of each kind one at least is none. */
const JUNK = ["\u202E", "<at>x</at>", "../../x", "[x](https://evil.example)", "\u0000", "x".repeat(20_000)];

const isForReading = (permission: string): boolean =>
  Object.values(OPERATIONS).some((row) => row.outcome === "read" && row.permission === permission);

/** The command that was understood, or what the person would be told instead. */
function understood(parsed: Parsed): string {
  if (parsed.kind === "command") return parsed.command.name;
  return parsed.kind === "fault" ? recorded(parsed.text) : parsed.kind;
}

describe.each(named(COMMANDS))("%s", (name, command) => {
  test("has a name and a summary that fit help and the manifest", () => {
    expect(name).toMatch(/^[a-z][a-z-]{1,30}(?: [a-z-]{1,30})?$/);
    expect(recorded(command.summary).length).toBeLessThanOrEqual(128);
    expect(recorded(command.summary)).not.toMatch(/\.$/);
    expect(COMMANDS.filter((other) => other.name === name)).toHaveLength(1);
  });

  test("has its summary and the words of its arguments where every command's are", () => {
    const words = Object.values(command.args).flatMap(({ summary, leftOut }) => [
      summary,
      leftOut ?? summary,
    ]);
    const subjects = [command.summary, ...words].map((one) => (isText(one) ? one.say.split(".")[0] : one));
    expect(subjects).toEqual(["summary", ...words.map(() => "argument")]);
  });

  test("has an example that it understands", () => {
    expect(understood(parse(command.example, COMMANDS))).toBe(name);
  });

  test("has arguments whose examples they take themselves", () => {
    for (const [arg, { kind }] of Object.entries(command.args)) {
      for (const value of [kind.example, ...(kind.choices ?? [])]) {
        expect(kind.parse(value), `${arg}: ${value} is not ${recorded(kind.allowed)}`).not.toBeNull();
      }
    }
  });

  test("refuses what is none of an argument's kind, naming it and what is allowed, with an example", () => {
    for (const [arg, { kind }] of Object.entries(command.args)) {
      const junk = JUNK.filter((value) => kind.parse(value) === null || !isVisible(value));
      expect(junk.length, arg).toBeGreaterThan(0);
      for (const value of junk) {
        const [fault] = faultsIn(command, { [arg]: value }).filter(({ argument }) => argument === arg);
        const text = fault?.text ?? say("common.verbatim", { words: "nothing" });
        expect(recorded(text), `${arg}: ${value}`).toContain(`"${arg}"`);
        expect(recorded(text), `${arg}: ${value}`).toContain(command.example);
        expect(shown(text, tongueOf("en"))).not.toMatch(/[\u202E\u0000]|<at>|https:\/\/evil/);
      }
    }
  });

  test("has at most one argument of free text, after all that have a place", () => {
    const places = Object.values(command.args).map((spec) => spec.place);
    expect(places.filter((place) => place === "rest").length).toBeLessThanOrEqual(1);
    if (places.includes("rest")) expect(places.at(-1)).toBe("rest");
  });

  test("asks for no more rights than its effect needs", () => {
    const changing = command.permissions.filter((one) => !/\.Read(\.All)?$/.test(one));
    // Indicators have one permission for both, and so has what an action brings.
    const isNeeded = (one: string) =>
      isForReading(one) || (command.effect === "changes" && command.changing.some((each) => each === one));
    const needed = changing.filter(isNeeded);
    expect(changing).toEqual(needed);
  });
});

/** The arguments that an ordinary click on its button brings: its target, what is preset, what the form asks for. */
function clicked({ args, target, button }: ChangeCommand): Readonly<Record<string, string>> {
  const named = button?.on.includes("file") === true ? ["sha1"] : [];
  const asked = [targetArg({ target }), ...named, ...(button?.form ?? [])];
  const filled = asked.map((name) => [name, args[name]?.kind.example ?? ""]);
  return { ...(Object.fromEntries(filled) as Record<string, string>), ...button?.preset };
}

describe.each(named(CHANGES))("%s changes something, so it", (_, command) => {
  test("names its target", () => {
    const target = command.args[targetArg(command)];
    expect(target).toMatchObject({ place: "positional", required: true });
  });

  test("asks for the role Responder on devices, for none in triage", () => {
    const triage = command.target === "alert";
    expect([command.role, command.triage]).toEqual(triage ? [null, true] : ["Responder", false]);
  });

  test("takes the approvals of the built-in policy when there is no policy file", () => {
    const { action } = command;
    const usage = { hour: 0, day: 0, groupHour: 0 };
    const question = { action, requester: person("ana"), now: START, usage };
    const isFree = DEFAULT_POLICY.rules.some(
      ({ when, then }) => when.action?.includes(action) === true && then.approvals === 0,
    );
    const denying = DEFAULT_POLICY.rules.find(
      ({ when, then }) => when.action?.includes(action) === true && then.deny !== undefined,
    );
    const deny = denying?.then.deny ?? null;
    const approvals = command.triage || isFree ? 0 : DEFAULT_POLICY.default.approvals;
    expect(evaluate(question, DEFAULT_POLICY)).toMatchObject({ approvals, deny });
  });

  test("says in its heading what is asked for", () => {
    expect(recorded(command.title(clicked(command)))).toMatch(/^[A-Z].{2,60}[^.]$/);
  });
});

const WITH_BUTTON = CHANGES.filter(({ button }) => button !== null);

describe.each(named(WITH_BUTTON))("%s has a button, which", (name, command) => {
  const form = command.button?.form ?? [];

  test("has a title of its own that fits a phone", () => {
    expect(recorded(command.button?.title ?? "")).toMatch(/^[A-Z][A-Za-z ]{3,20}$/);
    expect(WITH_BUTTON.filter(({ button }) => button?.title === command.button?.title)).toHaveLength(1);
  });

  test("stands on cards that know its target", () => {
    expect(command.button?.on.length).toBeGreaterThan(0);
    const places = ["alert", "incident", "alerts", "incidents"];
    if (command.target === "alert")
      expect(command.button?.on.filter((place) => !places.includes(place))).toEqual([]);
  });

  test("brings all that the command needs, by its form or without one", () => {
    expect(understood(bindRaw(command, clicked(command)))).toBe(name);
  });

  test("asks in its form for the reason, and for each choice that there is", () => {
    const toAsk = Object.entries(command.args).filter(
      ([arg, { kind }]) => arg === "reason" || (kind.choices !== undefined && arg !== "emergency"),
    );
    expect(form).toEqual(expect.arrayContaining(toAsk.map(([arg]) => arg)));
    expect(Object.keys(command.args)).toEqual(expect.arrayContaining([...form]));
  });
});

test("of two calls that undo one another each says so, and one of them what is left until then", () => {
  const pairs = CHANGES.flatMap(({ name, call }) =>
    call.kind === "machine-action" && call.undoes !== null ? [[name, call.undoes]] : [],
  );
  for (const [action, opposite] of pairs) expect(pairs).toContainEqual([opposite, action]);
  const effects = effectsOf(COMMANDS).map(({ makes, ends }) => [makes.name, ends.name]);
  expect(effects.flat().toSorted()).toEqual(pairs.map(([action]) => action).toSorted());
  // Else it is lost behind newer actions, and nobody is told where others did it.
  const left = effectsOf(COMMANDS).flatMap(({ makes, ends }) => [makes.call.type, ends.call.type]);
  expect(typesThat("until-undone").toSorted()).toEqual(left.toSorted());
});

describe.each(["personal", "shared"] as const)("what Teams suggests in %s conversations", (where) => {
  test("are as many commands as fit, as the declarations choose them", () => {
    expect(suggestedIn(where)).toHaveLength(MOST_SUGGESTED);
    for (const { title, description } of suggestedIn(where)) {
      expect(title.length).toBeLessThanOrEqual(32);
      expect(description.length).toBeLessThanOrEqual(128);
    }
  });
});
