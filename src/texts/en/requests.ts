import type { Locale } from "../locale.ts";
import { names } from "./terms.ts";

/** Reasons come from policies and services too, some with a full stop and some without. */
export function clause(why: string): string {
  return why.replace(/\.$/, "");
}

/** What the end of a request has to add when a call before it had no clear outcome. */
function earlierCall(earlier: boolean): string {
  return earlier ? " (An earlier call may have reached Defender: please look there.)" : "";
}

type Ending = "Succeeded" | "Failed" | "TimedOut";
const ENDINGS: Readonly<Record<Ending, string>> = {
  Succeeded: "done",
  Failed: "failed",
  TimedOut: "timed out",
};

const MORE = { one: "more approval", other: "more approvals" };
const TARGETS = {
  device: "device",
  alert: "alert",
  incident: "incident",
  user: "account",
  indicator: "indicator",
} as const;
type Target = keyof typeof TARGETS;
const ALREADY_ASKED = "Nothing was recorded or sent";

/** What becomes of a request: outcomes and history, as the store keeps them, and what people are told of it. */
export const requests = {
  ticketAllowed: "at most 64 letters, digits and . _ # / -",

  /** A line of its history: "ana@contoso.com approved"; `by` null: the bot itself. */
  did: ({ by, what }: { by: string | null; what: string }) => (by === null ? what : `${by} ${what}`),
  is: ({ id, state }: { id: string; state: string }) => `${id} is ${state}.`,
  unknown: ({ id }: { id: string }) => `The request ${id} is not known any more.`,
  countedAnew:
    "Others of yours were asked for or approved at the same moment, and the policy counts them together. Please try again.",
  clickKept: ({ done, total }: { done: number; total: number }) =>
    `Your click is kept: checking ${done} of ${total}. It counts once all of it has been checked and nothing speaks against it; else I tell you.`,
  clickDidNotCount: ({ name, id, why }: { name: string; id: string; why: string }) =>
    `${name}, your click on ${id} did not count: ${clause(why)}. Type "request ${id}" to see how it is now.`,
  clickGone: "you have signed out since, or it took too long",
  clickTooLong: "its checks took too long, so nothing was decided; please press again",
  crowded: "Too many people are working on this request right now. Please try again.",
  askedMeanwhile: "This is being asked for already. Please try again.",
  clocksDisagree:
    "My clocks disagree, and by one of them this request has expired, so I can't take an approval now. Nothing was recorded. Please try again in a few minutes, or tell whoever runs me to look at the machine's clock.",
  otherPlace({ id, state }: { id: string; state: string | null }) {
    if (state === null)
      return `I know no request ${id} any more: it ended longer ago than I keep them, or my store was restored from a backup. Nothing was done. What it may have sent stands in Defender: please look there, and ask again if it is still needed.`;
    const now = ` ${id} is ${state} now: for a card that works, type "request ${id}" in our 1:1 chat.`;
    return `This card can't be used here: I did not post it in this conversation. Nothing was done.${now}`;
  },
  tooLate(
    last: { id: string; state: string; at: number | null; by: string | null; what: string },
    locale: Locale,
  ) {
    const who = last.by === null ? "" : `${last.by} `;
    const what = last.at === null ? "" : ` (${locale.clock(last.at)}: ${who}${last.what})`;
    return `That came too late, and nothing was done: ${last.id} is ${last.state} now${what}.`;
  },
  oldView:
    "This has changed since the card that you clicked on was made, so nothing was decided. Please look at it as it is now.",

  halted: (halt: { by: string; since: number; reason: string }, locale: Locale) =>
    `Halted by ${halt.by} since ${locale.time(halt.since)}${halt.reason === "" ? "" : `: ${halt.reason}`}`,
  haltedRefused: ({ halted }: { halted: string }) =>
    `${halted}. ${ALREADY_ASKED}; please try again after an Admin has typed "resume".`,

  ownRequest: "You asked for this yourself, so somebody else with the role Approver has to approve it.",
  needsApprover: ({ verb }: { verb: "approve" | "deny" | "resume" | "review" | "extend" }) =>
    `You need the role Approver to ${verb} this.`,
  policyDenies: ({ why, earlier = false }: { why: string; earlier?: boolean }) =>
    `The policy denies it: ${why}${earlierCall(earlier)}`,
  actionEnded: ({ type, status }: { type: string; status: string }) =>
    `There is nothing to cancel: the action "${names.action(type)}" has ended as ${names.actionStatus(status)}.`,
  actionNotOurs: ({ type }: { type: string }) =>
    `The action "${names.action(type)}" can't be cancelled from here. Please do it in the portal.`,
  resultReady: ({ what, target }: { what: string; target: string }) => `${what}: ${target}`,
  resultFor: ({ upn, id }: { upn: string; id: string }) =>
    `Only ${upn}, who asked for it (request ${id}), can fetch it: I answer in their 1:1 chat.`,
  approvedAlready: "You have already approved this; the next approval has to come from somebody else.",
  approved: "approved",
  approvedOf: ({ left }: { left: number }) => `approved (${left} more needed)`,
  approvedAnew: ({ left }: { left: number }) =>
    `approved anew (${left > 0 ? `${left} more needed` : "complete"})`,
  approvalLost: ({ upn, why }: { upn: string; why: string }) =>
    `the approval of ${upn} no longer counts: ${why}`,
  lostApprovals: ({ why }: { why: string }) => `has lost its approvals: ${why}.`,
  wasDenied: ({ id, why }: { id: string; why: string }) => `${id} was denied: ${why}`,
  noReason: "no reason given",
  deniedBy: ({ upn, why, earlier }: { upn: string; why: string; earlier: boolean }) =>
    `Denied by ${upn}: ${why}${earlierCall(earlier)}`,
  denied: ({ why }: { why: string }) => `denied: ${why}`,
  deniedNews: ({ name, id, why }: { name: string; id: string; why: string }) =>
    `${name} denied ${id}: ${why}`,
  ownResume: "You asked for this yourself, so another Approver has to resume it.",
  resumed: "resumed it",
  cantResume: ({ why }: { why: string }) =>
    `It can't be resumed: ${why}. Ask for it again if it is still needed.`,
  beyondResuming:
    "Whether it was carried out before the store was restored can't be told. Please look in Defender, and ask for it again if it is still needed.",
  onlyRequesterCancels: "Only the person who asked can cancel this. An Approver can deny it.",
  cancelledBy: ({ upn, earlier }: { upn: string; earlier: boolean }) =>
    `Cancelled by ${upn}${earlierCall(earlier)}`,
  cancelledIt: "cancelled the request",
  nothingToRevoke: "You have no approval here, so there is nothing of yours to revoke.",
  revoked: "revoked the approval",
  revokedNews: ({ name, id }: { name: string; id: string }) => `${name} revoked the approval of ${id}.`,
  strongerSignIn: ({ contexts }: { contexts: readonly string[] }) =>
    `The policy asks for a stronger sign-in (${contexts.join(", ")}) for this click, and yours did not give it.`,

  expired: "expired",
  nobodyApproved: ({ earlier }: { earlier: boolean }) =>
    `Nobody approved it in time. Ask again if it is still needed.${earlierCall(earlier)}`,
  expiredNews: ({ id }: { id: string }) => `${id} expired before it was approved.`,
  stillWaits: ({ what, at }: { what: string; at: number }, locale: Locale) =>
    `still waits: ${what}. It expires at ${locale.clock(at)}.`,
  needsMore({ left, barred }: { left: number; barred: readonly string[] }, locale: Locale) {
    const but = barred.length === 0 ? "" : `, not from ${barred.join(", ")}`;
    return `needs ${locale.count(left, MORE)}${but}`;
  },
  waitsForResume: ({ barred }: { barred: string | null }) =>
    `waits for an Approver to press Resume${barred === null ? "" : `, not ${barred}`}`,
  beingSent: ({ name }: { name: string | null }) =>
    `is being sent with the token of ${name ?? "its approver"}`,
  waitsForDevice: "waits for the device",
  waitsForNothing: "waits for nothing",

  sending: "sending to Defender",
  waitsFor: ({ id }: { id: string }) => `Waits for ${id}, which comes first on this device.`,
  itWaitsFor: ({ id }: { id: string }) => `it waits for ${id}, which comes first on this device`,
  late: ({ why }: { why: string }) => `late: ${clause(why)}`,
  lateNews: ({ id, why, nextAt }: { id: string; why: string; nextAt: number }, locale: Locale) =>
    `${id} is late: ${clause(why)}. I go on trying; the next time is ${locale.clock(nextAt)}.`,
  overtaken: ({ by }: { by: string }) => `overtaken by ${by}`,
  overtakenOutcome: ({ by }: { by: string }) =>
    `Nothing was sent: overtaken by ${by}, which was decided later.`,
  needsApprovalAgain: ({ id, why }: { id: string; why: string }) => `${id} needs approval again: ${why}.`,
  takesMore: ({ id, why }: { id: string; why: string }) => `${id} is not complete yet. ${why}`,
  needsApprovalAgainNews: ({ why }: { why: string }) => `needs approval again: ${why}.`,
  stoppedBy: ({ halted }: { halted: string }) => `${halted}.`,
  interrupted: ({ why }: { why: string }) => `interrupted: ${why}`,
  interruptedNews: ({ id, why }: { id: string; why: string }) =>
    `${id} was interrupted: ${why} An Approver can press Resume.`,
  wasInterrupted: ({ id, why }: { id: string; why: string }) => `${id} was interrupted: ${why}`,
  accepted: "Defender has accepted it",
  answerLost: "Defender's answer got lost; looking whether the action was started.",
  foreignAction: ({ type, id, who }: { type: string; id: string; who: string | null }) =>
    `Defender named an action that is not this request's: "${names.action(type)}" (${id}), asked for by ${who ?? "somebody unknown"}.`,
  actionGone: ({ id }: { id: string }) =>
    `Defender no longer knows the action ${id}, so what became of it can't be told.`,
  inProgress: "in progress",
  failedOnDevice: ({ said }: { said: readonly string[] }) =>
    `Defender reports that the action failed on the device${said.length === 0 ? "" : `: ${clause(said.join("; "))}`}.`,
  timedOut: ({ said }: { said: readonly string[] }) =>
    `The device did not answer in time${said.length === 0 ? "" : `: ${clause(said.join("; "))}`}. Ask again when it is online.`,
  defenderCode: ({ code }: { code: string }) => `code ${code}`,
  cancelledInDefender: ({ who, why }: { who: string | null; why: string | null }) =>
    `Cancelled in Defender by ${who ?? "somebody"}${why === null ? "" : `: ${clause(why)}`}.`,
  ended: ({ state, why }: { state: Ending; why: string | null }) =>
    why === null ? ENDINGS[state] : `${ENDINGS[state]}: ${why}`,
  endedNews: ({ id, state, why }: { id: string; state: Ending; why: string | null }) =>
    why === null ? `${id} succeeded.` : `${id} ${ENDINGS[state]}: ${why}`,
  sentBy: ({ id, emergency }: { id: string; emergency: boolean }) =>
    `${emergency ? "sent as an emergency by" : "sent already by"} ${id}`,
  cancelled: ({ why }: { why: string }) => `cancelled: ${why}`,
  cancelledNews: ({ id, why }: { id: string; why: string }) => `${id} was cancelled: ${why}`,

  notShownThen: ({ what }: { what: string }) => `the card did not show this: ${what}`,
  reliedUnread: "What it goes by could not be checked: it may be another one when it is sent",
  lookAgain: ({ why }: { why: string }) => `Please look again: ${why}.`,
  approvalsVoid: ({ why }: { why: string }) => `approvals so far are void: ${why}`,
  storeRestored: ({ copiedAt }: { copiedAt: number }, locale: Locale) =>
    `the bot's store was restored from a copy of ${locale.time(copiedAt)}`,
  restoredOutcome: ({ why }: { why: string }) =>
    `Please look again: ${why}. Whether it was sent since is looked up before anything is sent.`,
  mergedSince: ({ id, now }: { id: string; now: string }) =>
    `Incident ${id} was merged since and is incident ${now} now, which is not what the card showed. Please ask again for that one.`,
  doneSinceAsked:
    "It is done: by this request before the store was put back, or by somebody else since it was asked for. It was not done again; where that matters, ask again.",
  wasBeingSent: ({ why }: { why: string }) => `${why}, and this was being sent then.`,

  several: ({ why }: { why: readonly string[] }) => why.join("; "),
  notAsShown: "the request is not the one that was shown",
  newcomer: ({ id }: { id: string }) => `the card did not mention another device of this name (${id})`,
  otherDevice: "the device is another one now",
  setUpAnew: ({ at }: { at: number | null }, locale: Locale) =>
    `the device was set up anew (first seen ${locale.time(at)})`,
  addressTyped({ address, at, now }: { address: string; at: number | null; now: number }, locale: Locale) {
    const seen =
      at === null
        ? "when the device had it last could not be checked"
        : `the device was last seen with it ${locale.ago(at, now)} (${locale.time(at)})`;
    return `The IP address ${address} was typed; ${seen}.`;
  },
  askedTooOften: ({ times, most, seconds }: { times: number; most: number; seconds: number }) =>
    `You have asked ${times} times in the last minute, and no more than ${most} are taken. Please ask again in ${seconds} s.`,
  tooManyOpen: ({ open, most, at }: { open: number; most: number; at: number }, locale: Locale) =>
    `${open} of your requests wait and nobody has approved them yet; no more than ${most} can. Cancel one that is not needed, or wait until one is decided: the first expires at ${locale.clock(at)}.`,

  toRequester: ({ name, what, target, news }: { name: string; what: string; target: string; news: string }) =>
    `${name}: ${clause(news)}. You had asked for: ${what}, ${target}.`,
  toEverybody: ({ what, target, id, news }: { what: string; target: string; id: string; news: string }) =>
    `${what}, ${target} (${id}): ${news}`,
  backupRestored({ copiedAt, before }: { copiedAt: number; before: string | null }, locale: Locale) {
    const earlier = before === null ? "" : ` (It was halted then by ${before})`;
    return `the backup of ${locale.time(copiedAt)} was restored; what happened since is not in it${earlier}`;
  },
  storeWasRestored: ({ copiedAt }: { copiedAt: number }, locale: Locale) =>
    `My store was restored from the backup of ${locale.time(copiedAt)}, so I have halted every changing action. What was asked, approved, denied or sent after that time I no longer know: please compare with the actions in the Defender portal. Requests that were open then need their approvals anew (see: requests). When you have looked, an Admin can type "resume".`,
  notFound: ({ found }: { found: "absent" | "unknown" }) =>
    found === "absent"
      ? "Defender's answer got lost, and no such action was found within a minute."
      : "Defender's answer got lost, and whether the action was started could not be looked up.",
  gaveUp: ({ why, attempts }: { why: string; attempts: number }) =>
    `${why} Nothing was sent in ${attempts} attempts.`,
  tokenRefused: ({ who }: { who: string | null }) =>
    `Entra ID refused the token of ${who ?? "the approver"}; nothing was sent.`,
  targetHidden: ({ who, what }: { who: string | null; what: Target }) =>
    `Defender does not show ${who ?? "the approver"} this ${TARGETS[what]} any more; nothing was sent.`,
  ownersUnread:
    "The policy wants somebody else than who owns the incident's alerts, and not all of them could be read: nothing was decided. Please try again.",
  notCheckedBefore: "It could not be checked before sending.",
  roleLostBy: ({ upn, role }: { upn: string; role: string }) => `${upn} no longer has the role ${role}`,
  approverRoleLost: "they no longer have the role Approver",
  approverRefused: "Entra ID refuses their sign-in",
  approverUnchecked: ({ upn }: { upn: string }) =>
    `Whether ${upn}, who approved, is a user of this device could not be checked.`,
  cantDecide: ({ what }: { what: Target }) =>
    `Defender does not show you this ${TARGETS[what]}, so you can't decide on it.`,

  asked: "asked",
  askedFree: "asked; the policy needs no approval",
  ranAsEmergency: "ran it as an emergency, without approval",
  needsRole: ({ role, command }: { role: string; command: string }) =>
    `You need the role ${role} to ask for "${command}". Your administrator assigns it in Entra.`,
  deniedByPolicy: ({ command, why }: { command: string; why: string }) =>
    `The policy denies "${command}": ${why}`,
  nobodyCould: ({ needed, may }: { needed: number; may: number }) =>
    `nobody could approve it: it needs ${needed}, and of those who hold the role Approver ${may === 0 ? "nobody" : `only ${may}`} may. Please ask an Admin to look at the policy, or at who holds the role.`,
  reasonMissing: ({ example }: { example: string }) =>
    `"reason" is missing: say why, in at most 500 characters. Example: ${example}`,
  soAlready(holes: { target: string; what: string; who: string; at: number | null }, locale: Locale) {
    return `${holes.target} is so already: ${holes.what}, ${holes.who}, ${locale.time(holes.at)}.`;
  },
  doneByPerson: ({ who }: { who: string | null }) => `by ${who ?? "somebody in Defender"}`,
  doneByRequest({ id, upn, approvers }: { id: string; upn: string; approvers: readonly string[] }) {
    const approved = approvers.length === 0 ? "" : `, approved by ${approvers.join(", ")}`;
    return `request ${id} of ${upn}${approved}`;
  },

  reasonDiffers: ({ reason }: { reason: string }) => `reason "${reason}"`,
  differs: ({ now, before }: { now: string; before: string }) => `${now}, not ${before}`,
  leaseDiffers: ({ now, before }: { now: string | null; before: string | null }) =>
    `${lasting(now)}, not ${lasting(before)}`,
  argumentDiffers: ({ name, now, before }: { name: string; now: string | null; before: string | null }) =>
    `${name}: ${now ?? "none"}, not ${before ?? "none"}`,
};

function lasting(length: string | null): string {
  return length === null ? "without end" : `for ${length}`;
}
