/** That a service, or the bot's own database, can't be reached or is slow. */
export const shared = {
  unreachable: ({ service }: { service: string }) =>
    `${service} can't be reached at the moment. Nothing was changed. Please try again in a minute.`,
  storeAway:
    "I can't reach my database at the moment, so I may not have taken this. Please look again in a minute, and repeat it if nothing has happened.",
  late: "This takes longer than it should: a service that I need is slow. If no answer follows, please try again in a minute.",
};
