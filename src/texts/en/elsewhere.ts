import type { Reach } from "./forms.ts";

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

/** Where an answer or a request's card is, if not here; and a message that stands for one that could not be shown. */
export const elsewhere = {
  answeredElsewhere: ({ reach, isPrivate }: { reach: Reach; isPrivate: boolean }) =>
    isPrivate ? IN_PRIVATE[reach] : ELSEWHERE[reach],
  noChat: `Device data is not shown here, and I can't open a 1:1 chat with you, so nothing was done. ${OPEN_CHAT} ${ENABLE}`,
  notKept: "I could not show you the link, and I keep none. Please ask for it again.",

  ownMessage: "A message of mine",
  askMeAgain: "Please ask me again, or look in the Defender portal.",
  request: ({ id }: { id: string }) => `Request ${id}`,
  refreshOrType: ({ id }: { id: string }) => `Press Refresh for the whole card, or type: request ${id}`,
  refresh: "Refresh",
};
