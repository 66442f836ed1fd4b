/** That a service, or the bot's own database, can't be reached or is slow, and that something went wrong in the bot itself. */
export const shared = {
  wentWrong: ({ reference }: { reference: string }) =>
    `Something went wrong on my side, and nothing more was done. Please try again; if it happens again, give your administrator the reference ${reference}.`,

  unreachable: ({ service }: { service: string }) =>
    `${service} can't be reached at the moment. Nothing was changed. Please try again in a minute.`,
  storeAway:
    "I can't reach my database at the moment, so I may not have taken this. Please look again in a minute, and repeat it if nothing has happened.",
  late: "This takes longer than it should: a service that I need is slow. If no answer follows, please try again in a minute.",

  failure: ({ reference }: { reference: string }) =>
    `Something went wrong on my side. Reference: ${reference}`,
};
