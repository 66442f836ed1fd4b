import type { Locale } from "../locale.ts";

/** Asking for several targets at once, or for all of an incident: names that are unclear, too many, and what is left out. */
export const several = {
  asked: ({ n, minutes }: { n: number; minutes: number }) =>
    `asked for all ${n} together${minutes > 1 ? `: to send them takes about ${minutes} minutes at the pace that Defender allows` : ""}`,
  leftOut: ({ each }: { each: readonly string[] }) => `Left out: ${each.join("; ")}.`,
  leftOutOne: ({ name, why }: { name: string; why: string }) => `${name} (${why})`,
  nothingLeft: ({ each }: { each: readonly string[] }) => `Nothing is left to ask for: ${each.join("; ")}.`,
  tooMany: ({ n, most }: { n: number; most: number }) =>
    `That is ${n} at once, and the policy allows ${most}. Please split it up.`,
  writeOut: ({ each }: { each: readonly string[] }) =>
    `Nothing was asked for, since I could not tell for sure which ones you mean: ${each.join("; ")}.`,
  ambiguous: ({ name, candidates }: { name: string; candidates: readonly string[] }, locale: Locale) =>
    `${name} could be ${locale.or(candidates)}`,
  unknown: ({ name }: { name: string }) => `nothing is called ${name}, as far as you may see`,
  incident: ({ id }: { id: string }) => `incident ${id}`,
  incidentCut: ({ id }: { id: string }) =>
    `Not all of incident ${id} could be read, so I can't tell what belongs to it. Nothing was asked for: please open the incident and name the targets yourself, or try again.`,
  incidentEmpty({ id, isPeople, why }: { id: string; isPeople: boolean; why: readonly string[] }) {
    const none = `Incident ${id} names no ${isPeople ? "account" : "device"} that you may see, so nothing was asked for.`;
    return why.length === 0 ? none : `${none} Left out: ${why.join("; ")}.`;
  },
  hiddenDevices: ({ n }: { n: number }, locale: Locale) =>
    locale.plural(n, {
      one: "one device of it, which you may not see",
      other: `${n} devices of it, which you may not see`,
    }),
  unknownInIncident: ({ id }: { id: string }) => `named in incident ${id}, but not found in the directory`,
  deviceChoice(
    {
      name,
      id,
      group,
      at,
      now,
    }: { name: string; id: string; group: string | null; at: number | null; now: number },
    locale: Locale,
  ) {
    const seen = at === null ? [] : [`seen ${locale.ago(at, now)}`];
    return [`${name} (${id.slice(0, 8)}…)`, ...(group === null ? [] : [group]), ...seen].join(", ");
  },
  accountChoice: ({ upn, name, department }: { upn: string; name: string; department: string | null }) =>
    [upn, name, ...(department === null ? [] : [department])].join(", "),
  splitInto: ({
    ids,
    isOfKinds,
    canJoin,
  }: {
    ids: readonly string[];
    isOfKinds: boolean;
    canJoin?: boolean;
  }) =>
    `${isOfKinds ? "Different things are done here" : "The policy asks for different things"}, so these are requests of their own: ${ids.join(", ")}.${canJoin === true ? " Whoever asked may press Join requests on one of them: then they are decided on together, under the strictest of what is asked for." : ""}`,
};
