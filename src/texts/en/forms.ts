import type { Locale } from "../locale.ts";

/** How far an answer has come in the 1:1 chat. */
export type Reach = "there" | "follows" | "closed";

/** Where the card is of what a form has opened. */
export const CARD_ELSEWHERE: Readonly<Record<Reach | "here", string>> = {
  here: "Its card in this conversation shows how it goes on.",
  there: "Its card in our 1:1 chat shows how it goes on.",
  follows: "Its card follows in our 1:1 chat as soon as Teams takes it.",
  closed:
    "I could not post its card in our 1:1 chat: Teams refuses my messages there. Please find me under Apps in Teams, add or unblock me, and say hi there.",
};

type Target = "device" | "alert" | "machine-action" | "user" | "indicator";

const TARGETS: Readonly<Record<Target, string>> = {
  device: "the device",
  alert: "the alert or incident",
  "machine-action": "the action",
  user: "the person",
  indicator: "what is blocked",
};

/** Forms: their title, what is missing, what approval it will need, and what became of what one had asked for. */
export const forms = {
  giveReason: "Please give a reason.",
  requestIsOpen: ({ id }: { id: string }) => `Request ${id} is open`,
  requestHasState: ({ id, state }: { id: string; state: string }) => `Request ${id} is ${state}`,
  endedAlready: ({ name, outcome }: { name: string; outcome: string }) =>
    `${name}: it was asked for already and has ended. ${outcome}`,
  opened: ({ name, free, reach }: { name: string; free: boolean; reach: Reach | "here" }) =>
    `${name}: ${free ? "needs no approval" : "waits for approval"}. ${CARD_ELSEWHERE[reach]}`,

  formTitle: ({ title, about }: { title: string; about: string }) => `${title}: ${about}`,
  formText: ({ summary, need }: { summary: string; need: string | null }) =>
    `${summary}.${need === null ? "" : ` ${need}`}`,
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
  reasonFilled:
    "The reason is filled in. What you had chosen in the other fields meanwhile was not sent along: please look at them again.",
  fillIn: ({ allowed }: { allowed: string }) => `Please fill this in: ${allowed}.`,
  pleaseChoose: "Please choose one",

  chooseOne: "Please choose one.",
};
