import { byName } from "../shared/by-name.ts";
import { whyNoAlerts } from "../alerts/poll.ts";
import { appendSealed } from "../audit/report/record.ts";
import { fetchFile } from "../files/fetch.ts";
import { offerFile, type FileToOffer } from "../files/offer.ts";
import { actorOf } from "../audit/record.ts";
import { needsNobody } from "../policy/approvals.ts";
import { CardRefs } from "../messaging/card-actions.ts";
import type { Command, ConfigureCommand, ConfigureContext, ReadContext, Reply } from "../commands/command.ts";
import { UserError } from "../shared/errors.ts";
import { withNamed } from "../messaging/named-on.ts";
import { bindRaw } from "../grammar/parse.ts";
import { listOn, type Place, type Trail } from "../messaging/trail.ts";
import type { Request } from "../requests/machine/request.ts";
import { isList, text, type CardValue, type Content } from "../messaging/content.ts";
import { postNotice } from "../messaging/new-post.ts";
import { isText, say, worded } from "../texts/text.ts";
import type { Deps } from "./deps.ts";
import { advance } from "../requests/execute/execute.ts";
import { typedForm } from "./ask-back.ts";
import { noticeOf } from "./form.ts";
import { openRequest, type Opened } from "../requests/open/open.ts";
import { shownTarget } from "../requests/card/shown-target.ts";
import { postCopy } from "../requests/transition/notify.ts";
import { propose } from "./contain-form.ts";
import { demandRole } from "./role-first.ts";
import { changeSeveral } from "./change-several.ts";
import { choicesFor, notAmong } from "./offer-choices.ts";
import { placeFor } from "./place.ts";
import { accountPickerOf, pickerOf } from "./picker.ts";
import { showStanding } from "./standing.ts";
import { SignInRequired } from "../identity/sign-in-required.ts";
import type { ChangeCommand } from "../requests/change-command.ts";
import { alarmApprovers } from "../subscriptions/audience.ts";
import { namesIncident } from "../requests/open/of-incident.ts";
import { eachTarget } from "../requests/targets.ts";
import type { Invocation } from "../requests/invocation.ts";
import type { Job, Done } from "./job.ts";
import { isFinal } from "../requests/machine/state.ts";

/** Runs a command for a person. @throws SignInRequired, UserError */
export async function runCommand(deps: Deps, job: Job): Promise<Done> {
  if (job.command.effect === "changes") return change(deps, { ...job, command: job.command });
  if (signsInFirst(job.command) && (await deps.identity.known(job.sender)) === null) {
    throw new SignInRequired("no-token");
  }
  const demanded = job.command.effect === "configures" ? undefined : job.command.roles;
  if (demanded !== undefined) await demandRole(deps, job, demanded);
  if (job.command.effect === "proposes") return propose(deps, { ...job, command: job.command });
  const refs = new CardRefs(deps.ids.uuid(), deps.commands, homeOf(job));
  const context = contextOf(deps, job, refs);
  const reply =
    job.command.effect === "reads"
      ? await job.command.run(context, job.args)
      : await configure(deps, { ...job, command: job.command }, context);
  const named = reply.kind === "request" ? reply : withNamed(withBack(reply, refs, job.trail), refs);
  // Forgotten in a power cut, a button says that it is too old.
  if (refs.used) await deps.store.transaction((tx) => refs.save(tx, deps.clock.now()), "in-order");
  return done(deps, job, named);
}

function signsInFirst(command: Command): boolean {
  return command.effect === "configures" || (command.effect === "reads" && command.signIn === "first");
}

/** What shows the answer again. */
function homeOf({ command, raw, trail }: Job): Place {
  const home = { kind: "command", command: command.name, args: raw } as const;
  return trail === undefined ? home : { ...home, from: trail };
}

function contextOf(deps: Deps, job: Job, refs: CardRefs): ReadContext {
  return {
    sender: job.sender,
    conversation: job.conversation,
    defender: deps.defender.as(
      job.sender,
      job.signal,
      job.command.effect === "reads" ? "reading" : "deciding",
    ),
    identity: deps.identity,
    holderBook: deps.holderBook,
    store: deps.store,
    clock: deps.clock,
    ids: deps.ids,
    policy: () => deps.policy(),
    signal: job.signal,
    commands: deps.commands,
    offerFile: (file) => offerTo(deps, job, file),
    appendSealed: (draft) => appendSealed(deps, draft),
    fetchFile: (url) => fetchFile(deps, url),
    whyNoAlerts: (tx) => whyNoAlerts(deps, tx),
    trail: job.trail,
    done: job.done,
    button: (...button) => refs.button(...button),
    changeButtons: (...card) => refs.changeButtons(...card),
    tickButtons: (...rows) => refs.tickButtons(...rows),
    rowButton: (...row) => refs.rowButton(...row),
    nextButton: (...row) => refs.nextButton(...row),
    backButton: (trail) => refs.backButton(trail),
  };
}

/** A file is a part of the answer: where that is dropped, it is not offered either. */
async function offerTo(
  deps: Deps,
  { sender, conversation, isWanted }: Job,
  file: FileToOffer,
): Promise<void> {
  const { place: chat } = await placeFor(deps, sender, conversation, "private");
  const { oid, tid } = sender;
  await deps.store.transaction(async (tx) => {
    if ((await isWanted?.(tx)) !== false) await offerFile(deps, tx, { oid, tid, chat }, file);
  });
  deps.kick();
}

async function configure(
  deps: Deps,
  job: Job & { readonly command: ConfigureCommand },
  context: ReadContext,
): Promise<Reply> {
  const { person, roles } = await demandRole(deps, job, job.command.roles(job.args, job.conversation));
  const announce: ConfigureContext["announce"] = (tx, content) =>
    alarmApprovers(deps, tx, content, job.conversation);
  const askFor: ConfigureContext["askFor"] = (intro) => typedForm(deps, job, job.command, job.raw, { intro });
  const record: ConfigureContext["record"] = (tx, change) =>
    tx.audit.append({
      at: deps.clock.now(),
      actor: actorOf(person),
      command: job.command.name,
      ...change,
    });
  return job.command.run({ ...context, person, roles, announce, askFor, record }, job.args);
}

async function done(deps: Deps, job: Job, reply: Reply): Promise<Done> {
  if (reply.kind !== "request") return { kind: "content", content: reply };
  const request = await deps.store.transaction(async (tx) => {
    const found = await tx.requests.get(reply.id);
    if (found === null) return null;
    const { place, replyTo, sender } = job;
    if (reply.first !== undefined)
      await postNotice(deps, tx, place, text(reply.first), { replyTo, asker: sender.oid });
    await postCopy(deps, tx, reply.id, job);
    return found;
  });
  if (request === null) throw new UserError("not-found", say("presses.noRequest", { id: reply.id }));
  return { kind: "request", request };
}

async function change(
  deps: Deps,
  typed: Invocation & Job & { readonly command: ChangeCommand },
): Promise<Done> {
  const choices = await choicesFor(deps, typed.sender, typed.command, typed.signal);
  const wrong = choices === null ? null : notAmong(choices, typed.raw);
  if (choices !== null && wrong !== null) {
    const asked = { choices, wrong: [{ argument: choices.arg, wrong }] };
    const content = await typedForm(deps, typed, typed.command, typed.raw, asked);
    return { kind: "content", content };
  }
  const [job, ...more] = eachTarget(typed);
  if (more.length > 0 || namesIncident(job)) return changeSeveral(deps, typed, [job, ...more]);
  const opened = await openRequest(deps, job);
  if (opened.kind === "ambiguous")
    return pickerOf(deps, { ...job, requester: opened.requester }, opened.devices);
  if (opened.kind === "ambiguous-account")
    return accountPickerOf(deps, { ...job, requester: opened.requester }, opened.accounts);
  if (opened.kind === "standing") return showStanding(deps, job, opened.standing);
  if (opened.kind === "so") return { kind: "content", content: await soAlready(deps, job, opened) };
  const { request } = opened;
  deps.kick();
  if (!job.command.triage || !needsNobody(request.verdict)) return { kind: "request", request };
  return triage(deps, job, request);
}

/** Whatever was opened from another card leads back to it, whether its command thinks of that or not. */
function withBack(content: Content, refs: CardRefs, trail: Trail | undefined): Content {
  if (content.kind !== "card" || trail === undefined) return content;
  const { buttons } = content.data;
  if (!isList(buttons) || buttons.some(isBack)) return content;
  return { ...content, data: { ...content.data, buttons: [...buttons, ...refs.backButton(trail)] } };
}

function isBack(button: CardValue): boolean {
  if (typeof button !== "object" || button === null || isList(button) || isText(button)) return false;
  const { title } = button;
  return isText(title) && title.say === "messaging.back";
}

async function soAlready(
  deps: Deps,
  job: Job,
  { why, request }: Extract<Opened, { kind: "so" }>,
): Promise<Content> {
  const refs = new CardRefs(deps.ids.uuid(), deps.commands, homeOf(job));
  const shown = shownTarget(request);
  const buttons = shown === null ? [] : [refs.button(shown.title, shown.command, shown.args)];
  const notice = withNamed(noticeOf(say("presses.soAlready"), why, "good", buttons), refs);
  if (refs.used) await deps.store.transaction((tx) => refs.save(tx, deps.clock.now()), "in-order");
  return notice;
}

/** Triage that needs no approval is done while the person waits, and answered with the alert as it is now. */
async function triage(
  deps: Deps,
  job: Job & { readonly command: ChangeCommand },
  opened: Request,
): Promise<Done> {
  if (opened.state === "Approved") await advance(deps, opened);
  const request = (await deps.store.read((tx) => tx.requests.get(opened.id))) ?? opened;
  if (request.state === "Succeeded") return showTriaged(deps, job, request);
  if (isFinal(request.state)) {
    const { id, state, outcome } = request;
    throw new UserError("rejected", worded(outcome ?? say("presses.requestIs", { id, state })));
  }
  // Still under way (an unclear answer, or Defender can't be reached): its card follows it to the end.
  await deps.store.transaction((tx) => postCopy(deps, tx, request.id, job));
  return { kind: "request", request };
}

/** Whoever came from a list gets back to it; else the alert or the incident is shown as it is now. */
async function showTriaged(
  deps: Deps,
  job: Job & { readonly command: ChangeCommand },
  request: Request,
): Promise<Done> {
  const found = listOn(job.trail);
  if (found === null) return showFinding(deps, job, request);
  const { list, place } = found;
  const command = byName(deps.commands, list.command);
  const bound = command === undefined ? null : bindRaw(command, list.args);
  if (command === undefined || bound?.kind !== "command") return showFinding(deps, job, request);
  const done = { id: request.target.id, at: place.at, what: job.command.title(request.args) };
  return runCommand(deps, { ...job, command, raw: list.args, args: bound.args, trail: list.from, done });
}

async function showFinding(deps: Deps, job: Job, request: Request): Promise<Done> {
  const shown = request.target.kind === "incident" ? "incident" : "alert";
  const command = byName(deps.commands, shown);
  if (command === undefined)
    throw new UserError("not-found", say("presses.requestSucceeded", { id: request.id }));
  const raw = { id: request.target.id };
  const trail = job.trail?.back.kind === "command" ? job.trail.back.from : job.trail;
  return runCommand(deps, { ...job, command, raw, args: raw, trail });
}
