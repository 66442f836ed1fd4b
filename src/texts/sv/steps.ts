import type { Catalogue } from "../catalogue.ts";
import { sentences } from "../sentences.ts";

/** A request of several steps that is under way: its pages, how far it is, that its rest is held or stopped, and each step's history. */
export const steps: Catalogue["steps"] = {
  halted: ({ halted }) =>
    `${halted}. Resten väntar; när stoppet är hävt kan någon med rollen Approver trycka på Återuppta här.`,
  tooManyInterrupted: ({ n }) =>
    `${n} av dem är avbrutna, så resten väntar: någon med rollen Approver kan titta efter och trycka på Återuppta.`,
  interruptedAtRest: ({ n }, locale) =>
    `${n} av dem är ${locale.plural(n, { one: "avbruten", other: "avbrutna" })}: någon med rollen Approver kan titta efter och trycka på Återuppta eller Neka.`,
  canaryUnclear:
    "Alla de första har inte gått igenom, så resten väntar: någon med rollen Approver kan titta efter och trycka på Återuppta.",
  canaryRefused: ({ n }) =>
    `Defender nekade de första ${n}, så resten väntar: någon med rollen Approver kan titta efter och trycka på Återuppta.`,
  mayNotStop: "Bara den som begärde detta, eller någon med rollen Approver, kan stoppa det.",
  stoppedBy: ({ upn }) => `Stoppat av ${upn}: det som inte har skickats skickas inte längre.`,
  stopped: "stoppade det som inte hade skickats",
  kind: ({ n, what, terms }) => [`${n} × ${what}`, ...terms].join(" · "),
  notSent: ({ n }) => `${n} skickades inte`,
  stoppedNews: ({ id, name }) => `${name} stoppade ${id}: det som inte har skickats skickas inte längre.`,
  sending: "skickas: de två första, sedan resten",
  heldNews: ({ id, why }) => `${id} väntar på att någon ingriper: ${why}`,
  ended: ({ state, counts }) => `${state}: ${counts.join(", ")}`,
  endedNews: ({ id, counts }) => `${id} är klar: ${counts.join(", ")}.`,
  together: ({ n, minutes }) =>
    `${n} tillsammans, under ett beslut${minutes > 1 ? `: ungefär ${minutes} minuter i den takt som Defender tillåter` : ""}`,
  progress(holes) {
    const { failures, failed } = holes;
    const more = failed - failures.length;
    const named = failures.length === 0 ? "" : `: ${failures.join("; ")}${more > 0 ? `; ${more} till` : ""}`;
    const parts = [
      [holes.waiting, "ska skickas"],
      [holes.sending, "skickas"],
      [holes.onDevice, "väntar på enheten (högst 3 dagar)"],
      [holes.interrupted, "avbrutna"],
      [holes.notSent, "skickades inte"],
      [failed, `misslyckades${named}`],
    ] as const;
    const others = parts.filter(([n]) => n > 0).map(([n, what]) => `, ${n} ${what}`);
    return `${holes.done} av ${holes.count} klara${others.join("")}`;
  },
  withComment: ({ name, comment }) => `${name} (kommentar: ${comment})`,
  page: ({ page, pages, unseen }) =>
    `Sida ${page} av ${pages}, de mest riskfyllda först.${unseen ? " Godkänn kommer med den sista sidan: titta på varje." : ""}`,
  line(holes) {
    const how = [holes.state ?? "", holes.outcome ?? ""].filter((part) => part !== "").join(": ");
    const warned = holes.warnings.length === 0 ? "" : `Varning: ${sentences(holes.warnings)}`;
    return [`steg ${holes.n}`, how, warned].filter((part) => part !== "").join(" · ");
  },
  mayHaveBeenSent: ({ why }) =>
    sentences([why, "Ett tidigare anrop för det kan ha nått Defender: titta där"]),
  released: ({ id }) => `godkänt med ${id}`,
};
