import { saysSame } from "../../texts/render.ts";
import { say, type Text, type Words } from "../../texts/text.ts";
import { isEmergency, runsUnapproved } from "./emergency.ts";
import { isScheduled } from "./lease.ts";
import { leaseLength } from "./lease-release.ts";
import type { Request } from "./request.ts";
import { isSame } from "../../shared/people.ts";
import { isFinal } from "./state.ts";

/** Requests for the same thing: which of those that are open stands for a new one, and what is different in it. */

/** What has to be known of the command that both ask by. */
interface Asked {
  readonly args: Readonly<Record<string, unknown>>;
  readonly triage: boolean;
  title(args: Request["args"]): Text;
}

/** What one request asks for and the other does not, in words; none: they ask for the same. */
function differencesOf(command: Asked, open: Request, asked: Request): readonly Words[] {
  const reason =
    open.reason.trim() === asked.reason.trim()
      ? []
      : [say("joining.reasonDiffers", { reason: asked.reason })];
  return [...termDifferences(command, open, asked), ...reason];
}

/** The same without the reason: what Defender would be asked to do, and for how long. */
function termDifferences(command: Asked, open: Request, asked: Request): readonly Words[] {
  const [was, is] = [command.title(open.args), command.title(asked.args)];
  return [
    ...(saysSame(was, is) ? [] : [say("joining.differs", { now: is, before: was })]),
    ...(leaseLength(open.args) === leaseLength(asked.args)
      ? []
      : [say("joining.leaseDiffers", { now: asked.args["for"] ?? null, before: open.args["for"] ?? null })]),
    ...Object.keys(command.args)
      .filter((name) => !SAID_ALREADY.includes(name) && open.args[name] !== asked.args[name])
      .map((name) =>
        say("joining.argumentDiffers", {
          name,
          now: asked.args[name] ?? null,
          before: open.args[name] ?? null,
        }),
      ),
  ];
}

/** Arguments that are compared in another way, or that make no other thing of it. */
const SAID_ALREADY: readonly string[] = ["target", "id", "type", "for", "emergency", "reason"];

/** An open request that is shown in place of a new one. */
export interface Standing {
  readonly request: Request;
  readonly differs: readonly Words[];
  /** Whether the same person asks for the very same again: then there is no other way than that one. */
  readonly isOwn: boolean;
}

/**
 * The open request that stands for a new one; null: the new one is opened. Only the same person's identical invocation is one
 * with it for certain: nobody can hold up another by asking first. Others, and whoever asks for something else, are shown
 * the open one before they ask all the same. An emergency waits behind nothing but its own call that is under way.
 * @param others requests for the same action on the same target
 */
export function standingFor(
  command: Asked,
  asked: Request,
  others: readonly Request[],
  allTheSame: boolean,
): Standing | null {
  const open = others.filter((one) => isOpen(one, asked));
  const standing = open.map((request): Standing => {
    const differs = differencesOf(command, request, asked);
    return { request, differs, isOwn: isSame(request.requester, asked.requester) && differs.length === 0 };
  });
  const own = standing.find(({ isOwn }) => isOwn) ?? null;
  const isFree = allTheSame || isEmergency(asked.args) || (command.triage && asked.state === "Approved");
  return own ?? (isFree ? null : (standing[0] ?? null));
}

function isOpen(one: Request, asked: Request): boolean {
  // A lease's release is for later; whoever wants the device released now has to be able to ask.
  if (one.id === asked.id || isFinal(one.state) || isScheduled(one)) return false;
  // Its time is over, though nobody has written that down yet.
  if (one.state === "Requested" && asked.requestedAt >= one.expiresAt) return false;
  const underWay = one.emergency !== undefined && one.state !== "Requested" && one.state !== "Interrupted";
  return !isEmergency(asked.args) || underWay;
}

/** Whether the one has nothing left to do once the other has been accepted by Defender. */
export function isSentBy(command: Asked, waiting: Request, sent: Request): boolean {
  if (waiting.id === sent.id || waiting.action !== sent.action || waiting.target.id !== sent.target.id)
    return false;
  // One that was approved in the end ends no more than any other that was approved.
  return runsUnapproved(sent) || termDifferences(command, waiting, sent).length === 0;
}
