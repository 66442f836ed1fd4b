/**
 * What the edge to Teams says itself: its errors, what stands on rows to tick and above the list of what a card names, and what is
 * said of a card that does not fit or can't be shown.
 */
export const teams = {
  names: "Look up what is named here",
  tickRows: "Choose several",
  tickWhich: "Which of them",
  leftOut: "Some of this is left out: it is too long for a card.",
  undecided: "Some of this is left out: it is too long for a card. So nothing can be decided here.",
  noCard: "This can't be shown as a card. Please look in Defender.",
  nothingVisible: "(no visible text)",

  unreachable: "Teams can't be reached at the moment.",
  strangeAddress: "Teams' address for this conversation is not one that I may use.",
  unreadable: "Teams gave an answer that I can't read.",
  tooMany: "Too many messages at once in this conversation.",
  closed: "Teams says that this conversation is closed to me.",
  refused: ({ status }: { status: number }) => `Teams refused (${status}).`,
  exchangeFailed: "the exchange failed",
  unknown: "I don't know what this is for. Please type the command again.",
  tooLong: "That is too long: a field takes at most 4,000 characters. Please shorten it and try again.",
};
