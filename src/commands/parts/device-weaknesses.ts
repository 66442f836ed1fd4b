import type { MissingUpdate, Recommendation } from "../../defender/lookups.ts";
import type { LabelValue } from "../../messaging/card.ts";
import { say } from "../../texts/text.ts";
import type { ReadContext } from "../command.ts";

const MOST_NAMED = 3;

/**
 * What a device lacks, for its card: missing updates and what Defender advises, the worst first. Nothing is said where it
 * can't be read: it is an extra, and a permission of its own.
 */
export async function weaknessLines(
  { defender }: Pick<ReadContext, "defender">,
  deviceId: string,
): Promise<readonly LabelValue[]> {
  const [updates, advice] = await Promise.all([
    defender.missingUpdates(deviceId).catch(() => []),
    defender.recommendations(deviceId).catch(() => []),
  ]);
  const missing = updates.toSorted(byWeaknesses);
  const active = advice.filter(({ isActive }) => isActive).toSorted(bySeverity);
  return [
    ...line(
      "updates",
      missing.map(({ id, name }) => say("lookups.update", { id, name })),
    ),
    ...line(
      "recommendations",
      active.map(({ name }) => say("common.verbatim", { words: name })),
    ),
  ];
}

function byWeaknesses(a: MissingUpdate, b: MissingUpdate): number {
  return (b.weaknesses ?? 0) - (a.weaknesses ?? 0);
}

function bySeverity(a: Recommendation, b: Recommendation): number {
  return (b.severity ?? 0) - (a.severity ?? 0);
}

function line(
  what: "updates" | "recommendations",
  all: readonly ReturnType<typeof say>[],
): readonly LabelValue[] {
  if (all.length === 0) return [];
  const label = what === "updates" ? say("lookups.missing") : say("lookups.advised");
  const left = all.length - MOST_NAMED;
  return [
    { label, value: say("lookups.firstOf", { items: all.slice(0, MOST_NAMED), left: Math.max(0, left) }) },
  ];
}
