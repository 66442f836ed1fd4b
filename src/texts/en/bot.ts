import type { Locale } from "../locale.ts";

/** How far an answer has come in the 1:1 chat. */
type Reach = "there" | "follows" | "closed";

const ENABLE = 'An Admin can type "enable" to allow it in this conversation.';
const OPEN_CHAT =
  "Please find me under Apps in Teams, add or unblock me, and say hi in our 1:1 chat; then send your command again.";

const IN_PRIVATE: Readonly<Record<Reach, string>> = {
  there: "This is for you alone: I have answered in our 1:1 chat.",
  follows:
    "This is for you alone. Teams does not take my messages in our 1:1 chat at the moment; my answer follows there as soon as it does.",
  closed: `This is for you alone, and our 1:1 chat takes no messages from me. ${OPEN_CHAT}`,
};
const ELSEWHERE: Readonly<Record<Reach, string>> = {
  there: `Device data is not shown here, so I answered in our 1:1 chat. ${ENABLE}`,
  follows: `Device data is not shown here. My answer follows in our 1:1 chat as soon as Teams takes it. ${ENABLE}`,
  closed: `Device data is not shown here, and I could not reach you in our 1:1 chat: Teams refuses my messages there. ${OPEN_CHAT} ${ENABLE}`,
};

const CARD_ELSEWHERE: Readonly<Record<Reach | "here", string>> = {
  here: "Its card in this conversation shows how it goes on.",
  there: "Its card in our 1:1 chat shows how it goes on.",
  follows: "Its card follows in our 1:1 chat as soon as Teams takes it.",
  closed:
    "I could not post its card in our 1:1 chat: Teams refuses my messages there. Please find me under Apps in Teams, add or unblock me, and say hi there.",
};

const AFTERWARDS = " Your command goes on by itself afterwards, if that is within 10 minutes.";
const then = (resumes: boolean) => (resumes ? AFTERWARDS : "");

const DAY_MS = 86_400_000;

type Target = "device" | "alert" | "machine-action" | "user" | "indicator";
const TARGETS: Readonly<Record<Target, string>> = {
  device: "the device",
  alert: "the alert or incident",
  "machine-action": "the action",
  user: "the person",
  indicator: "what is blocked",
};

/** What is said around commands: greetings, answers elsewhere, sign-in, forms, news of the bot's own state. */
export const bot = {
  welcome:
    'Hello. I run Microsoft Defender for Endpoint with your own rights. Type "help" for what I can do, or "alerts" to start.',
  unread: ({ what }: { what: "card" | "other" }) =>
    what === "card"
      ? 'I can\'t read a card that is sent to me; its buttons work as they stand. To see something anew, type it: "alert ID", "device NAME", or "help".'
      : 'I can\'t read what you sent: I read text, and files beside a command that takes one. Type "help" for what I can do.',
  typeHelp: 'Type "help" for what I can do.',
  codeBlock:
    'I don\'t run what stands in code blocks or quotes by itself. For a hunting query, type "hunt" before the code block; for anything else, type the command itself, or "help".',
  linkNotRead:
    "I can't read which alert, incident or device this link to Defender leads to. Please open it there and copy the link again, or type its id.",
  linkAmongWords:
    "I read a link to Defender where it stands alone, or behind a command. To see what it leads to, send it by itself; to do something about it, begin with the command, for example: comment LINK your words",
  otherTenantsLink:
    "This link leads to another organisation's Defender, where the same number means something else. Please open it there, or type the id or name that it has here.",
  unknownCommand({ word, meant }: { word: string; meant: string | null }) {
    const hint = meant === null ? "" : ` Did you mean "${meant}"?`;
    return `I don't know "${word}".${hint} Type "help" for what I can do.`;
  },
  mentionsNoPerson: ({ who, isBot }: { who: string; isBot: boolean }) =>
    `${who} is ${isBot ? "an app" : "a team, a channel or a tag"}, not one person. Nothing was done: please mention somebody, or write their UPN.`,
  mentionsStranger: ({ who }: { who: string }) =>
    `Teams has no ${who} in this conversation. Nothing was done: please mention somebody who is in it, or write their UPN.`,
  mentionsGuest: ({ who }: { who: string }) =>
    `${who} is a guest or belongs to another organisation, and I take only people of your own by their mention. Nothing was done: please write the UPN that they have in your directory.`,
  mentionUnchecked: ({ who, why }: { who: string; why: string }) =>
    `I could not find out who ${who} is: ${why} Nothing was done. Please try again, or write their UPN.`,
  messageTooLong:
    "Your message is longer than I read, so I have done nothing. Please send the command by itself, with a short reason.",
  wentWrong: ({ reference }: { reference: string }) =>
    `Something went wrong on my side, and nothing more was done. Please try again; if it happens again, give your administrator the reference ${reference}.`,
  signedInLate({ command }: { command: string | null }) {
    const name = command === null ? "Your command" : `"${command}"`;
    return `You are signed in. ${name} had waited too long for that, so it was not run. Please send it again if it is still needed.`;
  },
  interrupted({ command }: { command: string | null }) {
    const name = command === null ? "" : ` "${command}"`;
    return `I was interrupted while your command${name} was going on, so it may not have been carried out. Type "requests" to see what is open, and send it again if it is still needed.`;
  },

  goesOn: ({ command }: { command: string }) => `"${command}" is running`,
  goesOnText: ({ limitMs }: { limitMs: number }, locale: Locale) =>
    `This takes longer than a moment, ${locale.span(limitMs)} at most. The answer will stand here.`,
  stop: "Stop",
  stopped: "Stopped",
  stoppedText: "The answer will not be shown. Send the command again if you need it.",
  tooManyRun: ({ most }: { most: number }, locale: Locale) =>
    `${locale.number(most)} of your commands are still running, which is as many as I run for one person. Please wait for one, or press Stop on it.`,
  tooManyRunInAll: "As many long queries are running as I can run at once. Please try again in a minute.",
  endedBefore: "It had ended already.",
  notYoursToStop: ({ whose }: { whose: string }) => `Only ${whose}, who asked, can stop it.`,
  couldNot: ({ command }: { command: string }) => `No answer to "${command}"`,

  answerFollows: "The answer comes as a message of its own.",
  answeredElsewhere: ({ reach, isPrivate }: { reach: Reach; isPrivate: boolean }) =>
    isPrivate ? IN_PRIVATE[reach] : ELSEWHERE[reach],
  noChat: `Device data is not shown here, and I can't open a 1:1 chat with you, so nothing was done. ${OPEN_CHAT} ${ENABLE}`,
  needsRole: ({ roles, command }: { roles: readonly string[]; command: string }, locale: Locale) =>
    `You need the role ${locale.or(roles)} for "${command}".`,
  noRequest: ({ id }: { id: string }) => `There is no request ${id}.`,
  requestIs: ({ id, state }: { id: string; state: string }) => `${id} is ${state}.`,
  requestSucceeded: ({ id }: { id: string }) => `${id} succeeded.`,
  soAlready: "It is so already",

  signIn: "Sign in",
  pleaseSignIn: "Please sign in",
  toPerson: ({ name, words }: { name: string; words: string }) => `${name}: ${words}`,
  signInConsent({ permission, resumes }: { permission: string | null; resumes: boolean }) {
    const named = permission === null ? "" : ` (permission ${permission})`;
    return `Microsoft asks for your consent before I can use Defender for you${named}. If it says that an administrator has to approve, please ask an administrator of Entra ID to grant admin consent; signing in again does not help then.${then(resumes)}`;
  },
  signInAgain: ({ resumes }: { resumes: boolean }) =>
    `Microsoft asks you to sign in again, perhaps with a second factor.${then(resumes)}`,
  signInRefused: ({ resumes }: { resumes: boolean }) =>
    `Your sign-in is no longer valid. Please sign in again.${then(resumes)}`,
  signInStepUp:
    "The policy asks for a stronger sign-in for this click, however fresh yours is. Please sign in once more.",
  signInFirst: ({ resumes }: { resumes: boolean }) =>
    `Please sign in, so that I can work with your own Defender rights.${then(resumes)}`,
  signInNeeded: ({ reason }: { reason: string }) => `sign-in is needed: ${reason}`,
  signInNotAccepted: "Your sign-in was not accepted.",
  signInUnfit: "That sign-in did not fit you or was too old. Please try again.",
  promptLost: "You have to sign in for that, but Teams did not take my card. Please send your command again.",
  signedIn: "You are signed in",
  signedInAs: ({ upn }: { upn: string }) => `Signed in as ${upn}.`,

  strangeButton: "This button is not one of mine.",
  cardTooOld: "This card is too old to be used.",
  notKept: "I could not show you the link, and I keep none. Please ask for it again.",
  askAgain: "This card is too old to be used. Please ask for it again.",
  nothingFollows: "This request has no next step any more. Please press Refresh.",
  clickHandled: "This click was handled already.",
  notYours: ({ whose }: { whose: string }) =>
    `Only ${whose}, who asked, can choose here. Nothing was done. You can ask for it yourself.`,
  giveReason: "Please give a reason.",
  chosenAlready: ({ name, id }: { name: string; id: string }) =>
    `${name} (${id}) is what you have chosen already. For another device, type the command again.`,
  requestIsOpen: ({ id }: { id: string }) => `Request ${id} is open`,
  requestHasState: ({ id, state }: { id: string; state: string }) => `Request ${id} is ${state}`,
  endedAlready: ({ name, outcome }: { name: string; outcome: string }) =>
    `${name}: it was asked for already and has ended. ${outcome}`,
  takenOver: ({ name, at, reach }: { name: string; at: number; reach: Reach | "here" }, locale: Locale) =>
    `You answer for the isolation of ${name} now. Its release is asked for ${locale.clockOn(at)}, and needs approval then. ${CARD_ELSEWHERE[reach]}`,
  opened: ({ name, free, reach }: { name: string; free: boolean; reach: Reach | "here" }) =>
    `${name}: ${free ? "It needs no approval." : "It waits for approval."} ${CARD_ELSEWHERE[reach]}`,

  formTitle: ({ title, about }: { title: string; about: string }) => `${title}: ${about}`,
  formText: ({ summary, need }: { summary: string; need: string | null }) =>
    `${summary}.${need === null ? "" : ` ${need}`}`,
  reasonFilled:
    "The reason is filled in. What you had chosen in the other fields meanwhile was not sent along: please look at them again.",
  needNobody: "It needs no approval: it runs at once, with your own rights.",
  /** `own`: whoever asks may approve as well. */
  needApprovals({ n, own }: { n: number; own: boolean }, locale: Locale) {
    if (own)
      return locale.plural(n, {
        one: "It needs one approval by an Approver.",
        other: `It needs ${n} approvals by different Approvers.`,
      });
    return locale.plural(n, {
      one: "It needs one approval by an Approver who is not you.",
      other: `It needs ${n} approvals by different Approvers, none of them you.`,
    });
  },
  needRefused: ({ why }: { why: string }) => `The policy refuses it: ${why}`,
  needDepends: ({ on }: { on: Target }) =>
    `Which approval it needs depends on ${TARGETS[on]}: you will see it when you have asked, and nothing is done before.`,
  fillIn: ({ allowed }: { allowed: string }) => `Please fill this in: ${allowed}.`,
  whatIsMeant: "Which do you mean?",
  twoWays: ({ typed, key }: { typed: string; key: string }) =>
    `Nothing is done yet: is "${typed}" meant as ${key}, or does it belong to the text?`,
  asKey: ({ key }: { key: string }) => `As ${key}`,
  asText: "It belongs to the text",
  forSoLong: ({ ms }: { ms: number }, locale: Locale) => `For ${locale.length(ms)}`,
  pleaseChoose: "Please choose one",
  choose: "Choose this one",
  pickerHint(holes: { what: string; lease: string | null; reason: string | null; upn: string }) {
    const lease = holes.lease === null ? "" : ` for ${holes.lease}`;
    const reason = holes.reason === null ? "" : `, because: ${holes.reason}`;
    return `${holes.what}${lease}${reason}. Asked by ${holes.upn}: only they can choose.`;
  },

  standingTitle: ({ id }: { id: string }) => `${id} is open already`,
  allTheSame: "Ask all the same",
  /** `by` null: by whoever reads it. */
  standing(
    holes: {
      by: string | null;
      at: number;
      target: string;
      state: string;
      isOwn: boolean;
      differs: readonly string[];
    },
    locale: Locale,
  ) {
    const asked = `${holes.by ?? "You"} asked for this at ${locale.time(holes.at)}: ${holes.target}, ${holes.state}.`;
    if (holes.isOwn) return `${asked} It is the same request, so no other was opened.`;
    const yours =
      holes.differs.length === 0
        ? "Yours would be the same."
        : `Yours would differ: ${holes.differs.join("; ")}.`;
    return `${asked} ${yours} No request was opened for you.`;
  },

  ownMessage: "A message of mine",
  askMeAgain: "Please ask me again, or look in the Defender portal.",
  request: ({ id }: { id: string }) => `Request ${id}`,
  refreshOrType: ({ id }: { id: string }) => `Press Refresh for the whole card, or type: request ${id}`,
  refresh: "Refresh",

  approvalsPaused:
    "I no longer post approval requests here by myself: Entra ID does not confirm that you hold the role Approver. Once you hold it again, type: subscribe approvals",
  alertsPaused:
    "I no longer post alerts here by myself: Entra ID does not confirm that you hold the role Admin. Once you hold it again, type: subscribe",
  bypassPaused:
    "I no longer tell you every week what gets round the approval: Entra ID does not confirm that you hold the role Admin. Once you hold it again, type: bypass weekly",
  placeRefuses(
    { place, since, subscribed }: { place: string; since: number; subscribed: readonly string[] },
    locale: Locale,
  ) {
    const what = subscribed.length === 0 ? "What waits there" : `Paused there: ${subscribed.join(", ")}. It`;
    return `Teams has refused my messages in ${place} since ${locale.time(since)}. ${what} is kept, and I keep trying. Please look whether the team is archived, or I am blocked or not installed there; write to me there or add me again, and I try at once.`;
  },
  placeTakes: ({ place, since }: { place: string; since: number }, locale: Locale) =>
    `Teams takes my messages again in ${place}; it had refused them since ${locale.time(since)}. What waited follows now.`,
  removedFrom(holes: { place: string; subscribed: readonly string[]; hunts: readonly string[] }) {
    const { place, subscribed, hunts } = holes;
    const posts =
      subscribed.length === 0 ? "" : ` This is not posted there any more: ${subscribed.join(", ")}.`;
    const kept =
      hunts.length === 0
        ? ""
        : ` Its saved hunts are gone: ${hunts.join(", ")}. The audit log has their queries.`;
    return `I was removed from ${place}.${posts}${kept}`;
  },
  noTokens: ({ since, why }: { since: number; why: string }, locale: Locale) =>
    `Since ${locale.time(since)} Entra ID gives me no tokens: ${why}. Until whoever runs me has mended that, I can't carry out anything, and soon can't tell you anything either: please work in the Defender portal meanwhile.`,
  certificateEnds({ at, leftMs }: { at: number; leftMs: number }, locale: Locale) {
    const days = Math.floor(leftMs / DAY_MS);
    const left = days === 0 ? "less than a day" : locale.count(days, { one: "day", other: "days" });
    return `My certificate (CLIENT_CERTIFICATE_FILE) expires on ${locale.time(at)}, in ${left}. After that Entra ID gives me no tokens. Please have a new one added to the app registration and put into that file; I take it from there without a restart.`;
  },

  notAmong: ({ given, none }: { given: string; none: boolean }) =>
    none
      ? `The live response library has no scripts, so "${given}" can't be run. Upload it in the Defender portal first.`
      : `The live response library has no script "${given}". Choose one of these:`,
};
