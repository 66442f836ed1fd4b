/** What the edge to Teams says itself. */
export const teams = {
  exchangeFailed: "the exchange failed",
  unknown: "This is nothing that I know.",
  tooLong: "That is too long: a field takes at most 4,000 characters. Please shorten it and try again.",
  failure: ({ reference }: { reference: string }) =>
    `Something went wrong on my side. Reference: ${reference}`,
};
