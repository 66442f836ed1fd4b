/** What the edge to Teams says itself. */
export const teams = {
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
