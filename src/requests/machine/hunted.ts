import type { HuntQuery } from "../../defender/hunting.ts";
import type { LabelValue } from "../../messaging/card.ts";
import type { RawArgs } from "../../shared/raw-args.ts";
import { say } from "../../texts/text.ts";

/**
 * That a target was found by a hunting query: the query, the time that it searched and the column that named it. They are
 * arguments like any other, so that the card shows them, approvals are bound to them and the audit keeps them; nobody can
 * type them. Pure.
 */

/** The time range is frozen: each run looks at the time that the first one looked at. */
export interface Hunted extends Required<Pick<HuntQuery, "kql" | "backMs" | "to">> {
  readonly column: string;
}

const [QUERY, RANGE, COLUMN] = ["hunt", "huntRange", "huntColumn"] as const;

/** Arguments that the card says in words of its own. */
export const HUNT_ARGS: readonly string[] = [QUERY, RANGE, COLUMN];

/** As a request's arguments keep it. */
export function huntArgs({ kql, backMs, to, column }: Hunted): RawArgs {
  const [from, until] = [new Date(to - backMs), new Date(to)].map((time) => time.toISOString());
  return { [QUERY]: kql, [RANGE]: `${from}/${until}`, [COLUMN]: column };
}

/** Back from that; null: it was found by none. */
export function huntedBy({ [QUERY]: kql, [RANGE]: range = "", [COLUMN]: column }: RawArgs): Hunted | null {
  const [from = NaN, to = NaN] = range.split("/").map((time) => Date.parse(time));
  if (kql === undefined || column === undefined || Number.isNaN(to - from)) return null;
  return { kql, column, to, backMs: to - from };
}

/** The same arguments without it: what is asked of Defender for a first look is not asked of its hunting. */
export function withoutHunt(args: RawArgs): RawArgs {
  return Object.fromEntries(Object.entries(args).filter(([name]) => !HUNT_ARGS.includes(name)));
}

/** What a request's card says of it. */
export function huntFacts(args: RawArgs): readonly LabelValue[] {
  const hunted = huntedBy(args);
  if (hunted === null) return [];
  const { kql, column, backMs, to } = hunted;
  return [
    { label: say("relied.foundBy"), value: kql },
    { label: say("relied.searched"), value: say("relied.frozen", { from: to - backMs, to }) },
    { label: say("relied.foundIn"), value: column },
  ];
}
