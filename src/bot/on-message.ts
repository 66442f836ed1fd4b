import { UserError } from "../shared/errors.ts";
import { commandsMeant } from "../commands/parts/synonyms.ts";
import { parse, type Parsed, type Written } from "../grammar/parse.ts";
import type { AttachedFile, Mentioned, MessageTurn } from "../messaging/turn.ts";
import { askByFile, mayTakeFile, takesFile, withValueTyped } from "./from-file.ts";
import type { Mentions } from "../grammar/mentions.ts";
import type { Deps } from "./deps.ts";
import { isPortalLink } from "../defender/portal.ts";
import { leadsElsewhere, namesOtherTenant } from "../grammar/foreign-link.ts";
import { lineForLink, pasted, pastedPage } from "../grammar/pasted.ts";
import { lineForMark } from "../grammar/step-id.ts";
import { say, type Text } from "../texts/text.ts";
import { answerIn, sendText, show, type Reach } from "./answer.ts";
import { text } from "../messaging/content.ts";
import { lacksReason, twoWays, typedForm } from "./ask-back.ts";
import { meant, noted } from "./mentioned.ts";
import { longLimit, type Command } from "../commands/command.ts";
import type { RawArgs } from "../shared/raw-args.ts";
import { askToSignIn } from "./ask-to-sign-in.ts";
import { runLong } from "./long-run.ts";
import { choicesFor } from "./offer-choices.ts";
import { elsewhereText, placeFor } from "./place.ts";
import { resumeEach } from "./resumed.ts";
import { runCommand } from "./run-command.ts";
import { isCurable } from "./sign-in-prompt.ts";
import { whileTyping } from "./while-typing.ts";
import { wordsFor } from "./words-for.ts";
import type { Sender } from "../shared/people.ts";
import type { SignInRequired } from "../identity/sign-in-required.ts";
import type { Job } from "./job.ts";

/** What people say for a command. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:hi|hello|hey|hej(?:san)?|start|help me|hjälp|what can (?:you|i) do|vad kan (?:du|jag) göra|\?)[!.?]*$/i,
    "help",
  ],
  [/^who am i\??$/i, "whoami"],
  [/^(?:sign|log) ?in$/i, "signin"],
  [/^(?:sign|log) ?out$/i, "signout"],
];

/**
 * A message of a person: understood, run with their own rights, answered in one message. Never throws for their sake.
 * `tried`: they have just signed in silently for it.
 */
export async function onMessage(
  deps: Deps,
  turn: MessageTurn,
  signal: AbortSignal,
  tried = false,
): Promise<Understanding> {
  try {
    return await whileTyping(deps, turn.conversation, () => answer(deps, turn, signal));
  } catch (error) {
    if (isCurable(error)) await askToSignIn(deps, turn, error, tried);
    else await sendText(deps, turn.conversation, wordsFor(deps, error), turn.activityId);
    return understandingOf(error);
  }
}

/** What a message was: one that was not understood may be mended by an edit. */
export type Understanding = "understood" | "misunderstood";

function understandingOf(error: unknown): Understanding {
  return error instanceof UserError && error.code === "usage" ? "misunderstood" : "understood";
}

/** Runs what waited for this person's sign-in. */
export async function resumeWaiting(deps: Deps, sender: Sender, signal: AbortSignal): Promise<void> {
  await resumeEach(deps, sender, async (turn) => {
    await onMessage(deps, turn, signal, true);
    return "outcome";
  });
}

/** As `resumeWaiting`, for a click that can ask by itself. @throws SignInRequired; then the rest waits on */
export async function resumeByClick(deps: Deps, sender: Sender, signal: AbortSignal): Promise<void> {
  const lacking: SignInRequired[] = [];
  await resumeEach(deps, sender, async (turn) => {
    try {
      await answer(deps, turn, signal);
    } catch (error) {
      if (isCurable(error)) {
        lacking.push(error);
        return "waits";
      }
      await sendText(deps, turn.conversation, wordsFor(deps, error), turn.activityId);
    }
    return "outcome";
  });
  for (const error of lacking) throw error;
}

async function answer(deps: Deps, turn: MessageTurn, signal: AbortSignal): Promise<Understanding> {
  const wrong = async (words: Text): Promise<Understanding> => {
    await sendText(deps, turn.conversation, words, turn.activityId);
    return "misunderstood";
  };
  if (turn.isTooLong === true) return wrong(say("typed.messageTooLong"));
  const typed = lineForPhrase(turn.text) ?? lineForLink(turn.text) ?? lineForMark(turn.text) ?? turn.text;
  const parsed = await understood(deps, turn, typed);
  if (isOfOtherTenant(turn, parsed)) return wrong(say("typed.otherTenantsLink"));
  const { file } = turn;
  if (file !== undefined && isMeant(file, parsed))
    return answerFile(deps, { ...turn, file }, { parsed, typed }, signal);
  switch (parsed.kind) {
    case "none":
      return wrong(nothingTyped(turn));
    case "unknown":
      return wrong(unknown(deps, typed, parsed));
    case "fault":
      if (parsed.given === undefined) return wrong(parsed.text);
      await askFor(deps, turn, parsed.command, parsed.given, signal);
      return "understood";
    case "two-ways":
      await answerIn(deps, turn.conversation, await twoWays(deps, turn.sender, parsed), turn.activityId);
      return "understood";
    case "command":
      return runTyped(deps, turn, { command: parsed.command, raw: parsed.raw, args: parsed.args }, signal);
  }
}

/** The same id means another alert there: a link into another tenant's portal must not lead to one of ours. */
function isOfOtherTenant({ text, sender: { tid } }: MessageTurn, parsed: Parsed<Command>): boolean {
  if (isPortalLink(pasted(text))) return leadsElsewhere(text, tid);
  if (!("command" in parsed)) return false;
  const raw = parsed.kind === "command" ? parsed.raw : parsed.kind === "fault" ? parsed.given : parsed.meant;
  return namesOtherTenant(parsed.command, raw ?? {}, tid);
}

/** A picture or a link beside a command that takes no file is no part of it. */
function isMeant({ url }: AttachedFile, parsed: Parsed<Command>): boolean {
  return url !== null || !("command" in parsed) || mayTakeFile(parsed.command);
}

/** A message with a file: what it names takes the place of what would be typed. @throws UserError in words */
async function answerFile(
  deps: Deps,
  turn: MessageTurn & { readonly file: AttachedFile },
  { parsed, typed }: { readonly parsed: Parsed<Command>; readonly typed: string },
  signal: AbortSignal,
): Promise<Understanding> {
  if (parsed.kind === "none" || parsed.kind === "unknown") {
    const isReadable = turn.file.url !== null || turn.file.isOneOfSeveral === true;
    throw new UserError("usage", isReadable ? say("files.sayWhat") : say("files.pictureAlone"));
  }
  const { command } = parsed;
  takesFile(command);
  const again = await understood(deps, turn, withValueTyped(typed, command));
  if (again.kind === "fault" && again.given === undefined) throw new UserError("usage", again.text);
  if (again.kind === "two-ways") throw new UserError("usage", again.text);
  const given = again.kind === "command" ? again.raw : again.kind === "fault" ? (again.given ?? {}) : {};
  await askByFile(deps, turn, command, given, signal);
  return "understood";
}

/** What was typed, with whoever is mentioned where it names a person; only then Teams is asked who that is. */
async function understood(deps: Deps, turn: MessageTurn, typed: string): Promise<Parsed<Command>> {
  const readAs = (mentions?: Mentions) => {
    const written: Written = { typed: turn.typed ?? turn.text, codeBlocks: turn.codeBlocks, mentions };
    return parse(typed, deps.commands, written);
  };
  const mentioned = new Set<Mentioned>();
  const parsed = readAs(noted(turn, mentioned));
  return mentioned.size === 0 ? parsed : readAs(await meant(deps, turn, mentioned));
}

/** A slip in a name is likelier than another name for it. */
function unknown({ commands }: Deps, typed: string, { word, suggestion }: Unknown): Text {
  if (isPortalLink(pasted(word))) {
    const [link = ""] = typed.trim().split(/\s/, 1);
    return say(pastedPage(link) === null ? "typed.linkNotRead" : "typed.linkAmongWords");
  }
  const meant = suggestion ?? commandsMeant(typed, commands, 1)[0]?.name ?? null;
  return say("typed.unknownCommand", { word, meant });
}

type Unknown = Extract<Parsed, { kind: "unknown" }>;

function lineForPhrase(text: string): string | null {
  return PHRASES.find(([phrase]) => phrase.test(text.trim()))?.[1] ?? null;
}

async function askFor(
  deps: Deps,
  turn: MessageTurn,
  command: Command,
  given: RawArgs,
  signal: AbortSignal,
): Promise<void> {
  const choices = (await choicesFor(deps, turn.sender, command, signal)) ?? undefined;
  const form = await typedForm(deps, { ...turn, signal }, command, given, { choices });
  await answerIn(deps, turn.conversation, form, turn.activityId);
}

function nothingTyped(turn: MessageTurn): Text {
  if (turn.codeBlocks.length > 0) return say("typed.codeBlock");
  return turn.unread === undefined ? say("typed.typeHelp") : say("typed.unread", { what: turn.unread });
}

async function runTyped(
  deps: Deps,
  turn: MessageTurn,
  typed: Pick<Job, "command" | "raw" | "args">,
  signal: AbortSignal,
): Promise<Understanding> {
  if (lacksReason(deps, typed.command, typed.raw)) {
    await askFor(deps, turn, typed.command, typed.raw, signal);
    return "understood";
  }
  const { place, elsewhere } = await placeFor(deps, turn.sender, turn.conversation, typed.command.shows);
  const replyTo = elsewhere ? null : turn.activityId;
  const job = {
    ...typed,
    sender: turn.sender,
    conversation: turn.conversation,
    place,
    replyTo,
    origin: `${turn.conversation.id}|${turn.activityId}`,
  };
  const told = async (reach: Reach): Promise<void> => {
    if (elsewhere)
      await sendText(deps, turn.conversation, elsewhereText(typed.command, reach), turn.activityId);
  };
  const limitMs = longLimit(typed.command);
  try {
    const reach =
      limitMs === undefined
        ? await show(deps, await runCommand(deps, { ...job, signal }), place, replyTo)
        : await runLong(deps, turn, job, limitMs);
    await told(reach);
    return "understood";
  } catch (error) {
    // Others read along there: a refusal that names devices goes where their data would.
    if (!elsewhere || !(error instanceof UserError) || !error.tellsData) throw error;
    await told(await answerIn(deps, place, text(wordsFor(deps, error)), null));
    return understandingOf(error);
  }
}
