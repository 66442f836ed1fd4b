import type { Command } from "../commands/command.ts";
import { MAX_FILE_BYTES } from "../files/offer.ts";
import type { AttachedFile, MessageTurn } from "../messaging/turn.ts";
import { targetArg, type ChangeCommand, type Table } from "../requests/change-command.ts";
import { refuseTooMany } from "../requests/open/of-incident.ts";
import { UserError } from "../shared/errors.ts";
import type { RawArgs } from "../shared/raw-args.ts";
import { cleanLine } from "../texts/safe-text.ts";
import { say, type Text } from "../texts/text.ts";
import { typedForm } from "./ask-back.ts";
import { answerIn } from "./answer.ts";
import type { Deps } from "./deps.ts";

/**
 * A command whose targets stand in a file that is sent along: a form says how many of its rows can be asked for and names
 * each of the others; once it is sent, they are one request. The file is read once and not kept.
 */

/** How a line is read whose values stand in a file: as if its first one had been typed. */
export function withValueTyped(typed: string, command: ChangeCommand): string {
  const { example } = command.args[targetArg(command)]?.kind ?? { example: "" };
  return typed.replace(/^\s*\S+/, (name) => `${name} ${example}`);
}

/** Whether a file can go with it. */
export function mayTakeFile(command: Command): command is ChangeCommand {
  return command.effect === "changes" && command.table !== undefined;
}

/** As `mayTakeFile`. @throws UserError in words */
export function takesFile(command: Command): asserts command is ChangeCommand {
  if (mayTakeFile(command)) return;
  throw new UserError("usage", say("files.takesNone", { command: command.name }));
}

/** Shows what the file would have asked for. @throws UserError in words: it can't be read, or nothing of it can be asked for */
export async function askByFile(
  deps: Deps,
  turn: MessageTurn & { readonly file: AttachedFile },
  command: ChangeCommand,
  given: RawArgs,
  signal: AbortSignal,
): Promise<void> {
  const { sender, conversation, file } = turn;
  const upn = (await deps.identity.known(sender))?.person.upn ?? "";
  const found = command.table?.(await textOf(deps, file), upn) ?? { rows: [], bad: [] };
  const bad = found.bad.slice(0, MOST_NAMED).map((row) => say("indicators.badRow", row));
  if (found.rows.length === 0) throw new UserError("usage", say("indicators.noGoodRow", { bad }));
  refuseTooMany(found.rows.length, deps.policy().maxTargets);
  const name = targetArg(command);
  const targets = found.rows.map((row) => row[name] ?? "");
  const raw = { ...given, [name]: targets.join(", ") };
  const each = found.rows.map(({ [name]: _, ...own }) => own);
  const form = await typedForm(deps, { sender, conversation, signal }, command, raw, {
    each,
    intro: introOf(found, file, bad),
  });
  await answerIn(deps, conversation, form, turn.activityId);
}

/** Of the rows that are left out. */
const MOST_NAMED = 20;
const LONGEST_NAME = 60;

function introOf({ rows, bad: all }: Table, { name }: AttachedFile, bad: readonly Text[]): Text {
  const more = all.length - bad.length;
  return say("indicators.fromFile", { file: cleanLine(name, LONGEST_NAME), n: rows.length, bad, more });
}

async function textOf({ files }: Deps, file: AttachedFile): Promise<string> {
  const name = cleanLine(file.name, LONGEST_NAME);
  if (file.isOneOfSeveral) throw new UserError("usage", say("files.oneFile"));
  if (!/\.(?:csv|txt|tsv)$/i.test(file.name)) throw new UserError("usage", say("files.wrongType", { name }));
  if (file.url === null) throw new UserError("usage", say("files.cantRead", { name }));
  const fetched = await files.fetch(file.url, MAX_FILE_BYTES);
  switch (fetched.kind) {
    case "bytes":
      return decoded(fetched.bytes, name);
    case "too-big":
      throw new UserError("rejected", say("files.tooBigToRead", { name }));
    case "unlisted":
      throw new UserError("rejected", say("files.unlisted", { name }));
    case "failed":
      throw new UserError("unreachable", say("files.notRead", { name }));
  }
}

/** What an archive, a picture or a workbook holds is no text, whatever it is called. */
function decoded(bytes: Uint8Array, name: string): string {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (!text.includes("\0")) return text;
  } catch {
    // Told below.
  }
  throw new UserError("usage", say("files.wrongType", { name }));
}
