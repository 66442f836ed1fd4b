import type { Locale } from "../locale.ts";
import { names } from "./terms.ts";

const UNKNOWN = "unknown";

const ACTIONS = { one: "machine action", other: "machine actions" };

/** What `actions` shows: the machine actions of a device, or all of them. */
export const actions = {
  actionsLately: ({ n }: { n: number }, locale: Locale) =>
    n === 0 ? "No machine actions in the last 7 days" : `${locale.count(n, ACTIONS)} in the last 7 days`,
  actionsOn: ({ n, name }: { n: number; name: string }, locale: Locale) =>
    n === 0 ? `No machine actions on ${name}` : `${locale.count(n, ACTIONS)} on ${name}`,
  action: ({ type, scope }: { type: string; scope: string | null }) =>
    scope === null ? names.action(type) : `${names.action(type)} (${names.scope(scope)})`,
  actionCancelled(
    { by, at, why }: { by: string | null; at: number | null; why: string | null },
    locale: Locale,
  ) {
    const when = at === null ? "" : ` ${locale.time(at)}`;
    return `cancelled by ${by ?? UNKNOWN}${when}${why === null ? "" : `: ${why}`}`;
  },
  actionFile: ({ file }: { file: string }) => `file ${file}`,
  /** "Run script triage.ps1: Failed (no such script)". */
  actionCommand(holes: {
    type: string;
    status: string | null;
    params: readonly string[];
    errors: readonly string[];
  }) {
    const what = [names.command(holes.type), ...holes.params].join(" ");
    const errors = holes.errors.length === 0 ? "" : ` (${holes.errors.join("; ")})`;
    return `${what}${holes.status === null ? "" : `: ${names.commandStatus(holes.status)}`}${errors}`;
  },
  actionLine(
    holes: {
      id: string;
      at: number | null;
      now: number;
      who: string | null;
      comment: string | null;
      /** What Defender says of how it went. */
      more: readonly string[];
    },
    locale: Locale,
  ) {
    const parts = [locale.ago(holes.at, holes.now), holes.who ?? UNKNOWN, holes.comment ?? ""];
    return [...parts, ...holes.more, holes.id].filter((part) => part !== "").join(" · ");
  },
};
