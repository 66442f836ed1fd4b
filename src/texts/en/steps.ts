import type { Locale } from "../locale.ts";
import { sentences } from "../sentences.ts";

/** A request of several steps that is under way: its pages, how far it is, that its rest is held or stopped, and each step's history. */
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
  mayHaveBeenSent: ({ why }: { why: string }) =>
    sentences([why, "An earlier call for it may have reached Defender: please look there"]),
  released: ({ id }: { id: string }) => `approved with ${id}`,
};
