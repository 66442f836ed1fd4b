/** Isolations that nobody here asked for, and who answers for them. */
export const takeOver = {
  title: "Take over",
  did: "took the isolation over; its release will need approval when it is due",
  meanwhile: "Somebody has taken it over at this very moment. Nothing was done.",
  notIsolated: ({ name }: { name: string }) =>
    `${name} is not isolated, as far as Defender's actions tell. Nothing was done.`,
  ours: ({ name, id }: { name: string; id: string }) =>
    `The isolation of ${name} was asked for here (${id}): it has an owner. Nothing was done.`,
  taken: ({ name, upn, id }: { name: string; upn: string; id: string }) =>
    `${upn} has taken over the isolation of ${name} (${id}). Nothing was done.`,
};
