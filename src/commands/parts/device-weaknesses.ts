import type { MissingUpdate, Recommendation } from "../../defender/lookups.ts";
import type { LabelValue } from "../../messaging/card.ts";
import { orNull } from "../../defender/lookup.ts";
import { UNCHECKED } from "../../requests/facts/device-lines.ts";
import { say, type Text } from "../../texts/text.ts";
import type { ReadContext } from "../command.ts";

const MOST_NAMED = 3;

/**
 * What a device lacks, for its card: missing updates and what Defender advises, the worst first. Where one of them can't be
 * read, that is said: none that is shown is not none that there is.
 */
export async function weaknessLines(
  { defender }: Pick<ReadContext, "defender">,
  deviceId: string,
): Promise<readonly LabelValue[]> {
  const [updates, advice] = await Promise.all([
    orNull(defender.missingUpdates(deviceId)),
    orNull(defender.recommendations(deviceId)),
  ]);
  const missing = updates?.toSorted(byWeaknesses).map(({ id, name }) => say("lookups.update", { id, name }));
  const active = advice?.filter(({ isActive }) => isActive).toSorted(bySeverity);
  const advised = active?.map(({ name }) => say("common.verbatim", { words: name }));
  return [
    { label: say("lookups.missing"), value: firstOf(missing) },
    { label: say("lookups.advised"), value: firstOf(advised) },
  ];
}

function byWeaknesses(a: MissingUpdate, b: MissingUpdate): number {
  return (b.weaknesses ?? 0) - (a.weaknesses ?? 0);
}

function bySeverity(a: Recommendation, b: Recommendation): number {
  return (b.severity ?? 0) - (a.severity ?? 0);
}

function firstOf(all: readonly Text[] | undefined): Text {
  if (all === undefined) return UNCHECKED;
  if (all.length === 0) return say("lookups.nothingMissing");
  return say("lookups.firstOf", {
    items: all.slice(0, MOST_NAMED),
    left: Math.max(0, all.length - MOST_NAMED),
  });
}
