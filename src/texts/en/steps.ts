import type { Locale } from "../locale.ts";
import { sentences } from "../sentences.ts";

/** What is said of requests of several steps. */
export const steps = {
  halted: ({ halted }: { halted: string }) =>
    `${halted}. The rest waits; after a resume, an Approver can press Resume here.`,
  tooManyInterrupted: ({ n }: { n: number }) =>
    `${n} of them are interrupted, so the rest waits: an Approver can look and press Resume.`,
  interruptedAtRest: ({ n }: { n: number }, locale: Locale) =>
    `${n} of them ${locale.plural(n, { one: "is", other: "are" })} interrupted: an Approver can look and press Resume or Deny.`,
  canaryUnclear:
    "The first ones did not all come through, so the rest waits: an Approver can look and press Resume.",
  canaryRefused: ({ n }: { n: number }) =>
    `Defender refused the first ${n}, so the rest waits: an Approver can look and press Resume.`,
  mayNotStop: "Whoever asked for this, or an Approver, can stop it.",
  stoppedBy: ({ upn }: { upn: string }) => `Stopped by ${upn}: what was not sent yet is not sent any more.`,
  stopped: "stopped what was not sent yet",
  /** "2 × Isolate (Full) · Until somebody releases it": so many of its steps do this. */
  kind: ({ n, what, terms }: { n: number; what: string; terms: readonly string[] }) =>
    [`${n} × ${what}`, ...terms].join(" · "),
  notSent: ({ n }: { n: number }) => `${n} not sent`,
  stoppedNews: ({ id, name }: { id: string; name: string }) =>
    `${name} stopped ${id}: what was not sent yet is not sent any more.`,
  sending: "sending: the first two, then the rest",
  heldNews: ({ id, why }: { id: string; why: string }) => `${id} waits for a person: ${why}`,
  ended: ({ state, counts }: { state: string; counts: readonly string[] }) =>
    `${state}: ${counts.join(", ")}`,
  endedNews: ({ id, counts }: { id: string; counts: readonly string[] }) =>
    `${id} is done: ${counts.join(", ")}.`,
  dropped: ({ n, each }: { n: number; each: readonly string[] }, locale: Locale) =>
    `${n} left out, since ${locale.plural(n, { one: "it is", other: "they are" })} not as shown any more: ${each.join("; ")}`,
  droppedOne: ({ name, why }: { name: string; why: string }) => `${name} (${why})`,
  together: ({ n, minutes }: { n: number; minutes: number }) =>
    `${n} together, under one decision${minutes > 1 ? `: about ${minutes} minutes at the pace that Defender allows` : ""}`,
  progress(holes: {
    count: number;
    done: number;
    waiting: number;
    sending: number;
    onDevice: number;
    interrupted: number;
    failed: number;
    failures: readonly string[];
    notSent: number;
  }) {
    const { failures, failed } = holes;
    const more = failed - failures.length;
    const named = failures.length === 0 ? "" : `: ${failures.join("; ")}${more > 0 ? `; ${more} more` : ""}`;
    const parts = [
      [holes.waiting, "to be sent"],
      [holes.sending, "being sent"],
      [holes.onDevice, "waiting for the device (3 days at most)"],
      [holes.interrupted, "interrupted"],
      [holes.notSent, "not sent"],
      [failed, `failed${named}`],
    ] as const;
    const others = parts.filter(([n]) => n > 0).map(([n, what]) => `, ${n} ${what}`);
    return `${holes.done} of ${holes.count} done${others.join("")}`;
  },
  nothingTicked: "Please tick at least one of the rows first.",
  notARow: "That is none of the rows of this list, so nothing was done.",
  rowsWithout: ({ names, command }: { names: readonly string[]; command: string }) =>
    `Some of the ticked rows name nothing that ${command} could be about: ${names.join(", ")}. Please untick them.`,
  /** `unseen`: whoever sees it could decide, and has not had all pages before them. */
  page: ({ page, pages, unseen }: { page: number; pages: number; unseen: boolean }) =>
    `Page ${page} of ${pages}, the most risky first.${unseen ? " Approve comes with the last page: please look at each." : ""}`,
  /** One of the steps; `state` null: it waits with its request. */
  withComment: ({ name, comment }: { name: string; comment: string }) => `${name} (comment: ${comment})`,
  line(holes: { n: number; state: string | null; outcome: string | null; warnings: readonly string[] }) {
    const how = [holes.state ?? "", holes.outcome ?? ""].filter((part) => part !== "").join(": ");
    const warned = holes.warnings.length === 0 ? "" : `Warning: ${sentences(holes.warnings)}`;
    return [`step ${holes.n}`, how, warned].filter((part) => part !== "").join(" · ");
  },
  openAllPages:
    "Please look at all pages first: you approve what you have been shown, and there is more of it.",
  lookAgain:
    "Something is not as the card showed it, so it was left out, and nothing was decided. Please look at the rest.",
  mayHaveBeenSent: ({ why }: { why: string }) =>
    sentences([why, "An earlier call for it may have reached Defender: please look there"]),
  notResumed: ({ each }: { each: readonly string[] }) =>
    `The rest goes on. These stay interrupted: ${each.join("; ")}. Please look there in Defender; **Resume** tries again, **Deny** ends them.`,
  released: ({ id }: { id: string }) => `approved with ${id}`,
  becameOwn: ({ why, next }: { why: string; next: string | null }) =>
    sentences([
      `It is not as shown any more: ${why}`,
      ...(next === null ? [] : [`It was asked for anew as ${next}`]),
    ]),
  /** In the history of the request that a dropped step becomes. */
  droppedFrom: ({ id, why }: { id: string; why: string }) =>
    `was a part of ${id}, but not as shown any more: ${why}`,
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
  chooseEach: ({ n }: { n: number }, locale: Locale) =>
    locale.plural(n, {
      one: "One of these names is not certain",
      other: `${n} of these names are not certain`,
    }),
  which: ({ name, hidden }: { name: string; hidden: number }) =>
    hidden === 0
      ? `Which ${name}?`
      : `Which ${name}? ${hidden} more are not shown: for one of them, type its id in the list.`,
  notChosen: ({ name }: { name: string }) => `Please choose one for ${name}. Nothing was asked for yet.`,
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
  onlyRequesterJoins: "Only whoever asked for these requests can join them.",
  notJoined: ({ other }: { other: string }) =>
    `${other} has been decided on meanwhile, or its time is over, so these requests can't be joined any more. Nothing was changed.`,
  joinedInto: ({ id }: { id: string }) => `It is a part of ${id} now`,
  alsoOpen: ({ id, upn }: { id: string; upn: string }) => `${upn} has asked for the same (${id})`,
  wasSo: ({ why }: { why: string }) => `was so already: ${why}`,
};
