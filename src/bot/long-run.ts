import { postAnywhere } from "../messaging/deliver.ts";
import type { Content } from "../messaging/content.ts";
import { MessengerError, type Posted } from "../messaging/messenger.ts";
import { noticePost } from "../messaging/new-post.ts";
import { storable, type ClickTurn, type MessageTurn, type TurnAnswer } from "../messaging/turn.ts";
import { isSame, type Sender } from "../shared/people.ts";
import { UserError } from "../shared/errors.ts";
import { say } from "../texts/text.ts";
import { answerIn, reachAfter, show, type Reach } from "./answer.ts";
import { askToSignIn } from "./ask-to-sign-in.ts";
import { LEASE_MS, whileHeld } from "./deduplicate.ts";
import type { Deps } from "./deps.ts";
import { noticeOf } from "./form.ts";
import type { Done, Job } from "./job.ts";
import { runCommand } from "./run-command.ts";
import type { Tx } from "./rows.ts";
import { isCurable } from "./sign-in-prompt.ts";
import { wordsFor } from "./words-for.ts";

/**
 * Commands that may take longer than a turn. What is not done soon is said to go on, with a button that ends it, and its
 * answer takes the place of that message. Such a command is a row like one that waits for a sign-in: held while its
 * process lives, gone when it has its answer or was stopped, told to its author when the process died over it.
 */

/** What is done so soon is answered as any other command, in milliseconds. */
const SOON_MS = 1_000;
/** Its row is kept so much longer than it may take. */
const SPARE_MS = 600_000;
/** Of one person, and of all at one process. */
const MOST_AT_ONCE = { own: 5, all: 15 } as const;

interface Run {
  readonly id: string;
  readonly turn: MessageTurn;
  readonly job: Job;
  /** The message that says that it goes on; null: Teams did not take it. */
  readonly at: Posted | null;
}

/** Runs a command that may take `limitMs`; how far its answer, or word of it, has come. @throws as `runCommand`, if soon */
export async function runLong(
  deps: Deps,
  turn: MessageTurn,
  invocation: Omit<Job, "signal">,
  limitMs: number,
): Promise<Reach> {
  refuseTooMany(deps, turn.sender);
  const stop = new AbortController();
  const id = deps.ids.uuid();
  let [isKept, goesOn] = [false, false];
  const job = {
    ...invocation,
    signal: AbortSignal.any([stop.signal, AbortSignal.timeout(limitMs)]),
    isWanted: async (tx: Tx) => !isKept || (await tx.pending.get(id)) !== null,
  };
  const { oid, tid } = turn.sender;
  deps.memory.longRuns.set(id, { oid, tid, stop });
  try {
    const work = runCommand(deps, job);
    const soon = await Promise.race([work, soonOver()]);
    if (soon !== null) return await show(deps, soon, job.place, job.replyTo);
    await keep(deps, id, turn, limitMs);
    isKept = true;
    const { at, reach } = await sayThatItGoesOn(deps, id, job, limitMs);
    goesOn = true;
    void goOn(deps, { id, turn, job, at }, work);
    return reach;
  } finally {
    if (!goesOn) {
      stop.abort();
      deps.memory.longRuns.delete(id);
    }
  }
}

/** One answer may be 32 MB: whoever asks again and again must not take the memory that everybody works with. */
function refuseTooMany({ memory }: Deps, sender: Sender): void {
  const running = [...memory.longRuns.values()];
  const own = running.filter((run) => isSame(run, sender)).length;
  if (own >= MOST_AT_ONCE.own) throw new UserError("throttled", say("longRun.tooManyRun", { most: own }));
  if (running.length >= MOST_AT_ONCE.all) throw new UserError("throttled", say("longRun.tooManyRunInAll"));
}

/** Null, a moment later. */
function soonOver(): Promise<null> {
  const signal = AbortSignal.timeout(SOON_MS);
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(null), { once: true }));
}

async function keep(deps: Deps, id: string, turn: MessageTurn, limitMs: number): Promise<void> {
  const now = deps.clock.now();
  const { oid, tid } = turn.sender;
  await deps.store.transaction(async (tx) => {
    const row = { id, oid, tid, turn: storable(turn), expiresAt: now + limitMs + SPARE_MS };
    await tx.pending.insert(row);
    await tx.pending.hold(id, now + LEASE_MS);
  });
}

async function sayThatItGoesOn(
  deps: Deps,
  id: string,
  { command: { name }, place, replyTo }: Job,
  limitMs: number,
): Promise<Pick<Run, "at"> & { readonly reach: Reach }> {
  const button = { title: say("longRun.stop"), verb: STOP, ref: id };
  const words = say("longRun.goesOnText", { limitMs });
  const content = noticeOf(say("longRun.goesOn", { command: name }), words, "accent", [button]);
  try {
    return { at: await postAnywhere(deps, place, content, replyTo), reach: "there" };
  } catch (error) {
    if (!(error instanceof MessengerError)) throw error;
    return { at: null, reach: reachAfter(error) };
  }
}

/** Never throws: nobody waits for it. */
async function goOn(deps: Deps, run: Run, work: Promise<Done>): Promise<void> {
  try {
    await whileHeld(
      deps,
      `pending|${run.id}`,
      (tx, until) => tx.pending.hold(run.id, until),
      () => conclude(deps, run, work),
    );
  } catch (error) {
    deps.log.error("a long command could not be answered", { command: run.job.command.name, error });
  } finally {
    deps.memory.longRuns.delete(run.id);
  }
}

/** The answer stands before the row goes: whoever dies in between tells of an interruption that was none. */
async function conclude(deps: Deps, run: Run, work: Promise<Done>): Promise<void> {
  const content = await outcomeOf(deps, run, work);
  const stands = await deps.store.read((tx) => tx.pending.get(run.id));
  await replace(deps, run, stands === null ? stopped() : content);
}

async function outcomeOf(deps: Deps, { turn, job, id }: Run, work: Promise<Done>): Promise<Content> {
  const title = say("longRun.couldNot", { command: job.command.name });
  try {
    const done = await work;
    if (done.kind === "content") return done.content;
    await show(deps, done, job.place, job.replyTo);
    return noticeOf(say("forms.requestIsOpen", { id: done.request.id }), say("typed.typeHelp"), "good");
  } catch (error) {
    const stands = await deps.store.read((tx) => tx.pending.get(id));
    if (!isCurable(error)) return noticeOf(title, wordsFor(deps, error), "attention");
    if (stands !== null) await askToSignIn(deps, turn, error, false);
    return noticeOf(title, say("signIn.pleaseSignIn"), "warning");
  }
}

function stopped(): Content {
  return noticeOf(say("longRun.stopped"), say("longRun.stoppedText"), "neutral");
}

/** Edits the message that said that it goes on; what Teams does not take waits in the store. */
async function replace(
  deps: Deps,
  { id, job: { place, replyTo }, at }: Run,
  content: Content,
): Promise<void> {
  try {
    if (at === null) await answerIn(deps, place, content, replyTo);
    else await deps.messenger.edit(at, content);
    const stood = await deps.store.transaction((tx) => tx.pending.remove(id));
    // Stopped, perhaps at another instance, while this was being shown.
    if (!stood && at !== null) await deps.messenger.edit(at, stopped());
  } catch (error) {
    if (!(error instanceof MessengerError) || at === null) throw error;
    await deps.store.transaction(async (tx) => {
      const shown = (await tx.pending.remove(id)) ? content : stopped();
      const row = noticePost(deps, at.conversation, shown, { replyTo });
      await tx.posts.insert({ ...row, activityId: at.activityId });
    });
    deps.kick();
  }
}

/** What the button asks for. */
export const STOP = "stop-waiting";

/** A click on `Stop`, by whoever asked, at whichever instance: nothing of the answer is shown any more. */
export async function stopByClick(deps: Deps, turn: ClickTurn): Promise<TurnAnswer> {
  const id = turn.data["ref"] ?? "";
  const row = await deps.store.read((tx) => tx.pending.get(id));
  if (row === null) return { kind: "message", text: say("longRun.endedBefore") };
  const asked = JSON.parse(row.turn) as MessageTurn;
  if (!isSame(row, turn.sender)) {
    throw new UserError("forbidden", say("longRun.notYoursToStop", { whose: asked.sender.name }));
  }
  await deps.store.transaction((tx) => tx.pending.remove(id));
  deps.memory.longRuns.get(id)?.stop.abort();
  return { kind: "card", content: stopped() };
}
