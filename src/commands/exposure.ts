import { factsCard } from "../messaging/facts-card.ts";
import type { Score } from "../defender/lookups.ts";
import type { Tone } from "../messaging/card.ts";
import { say } from "../texts/text.ts";
import { reads } from "./command.ts";
import * as finding from "./parts/finding.ts";

export const exposure = reads({
  name: "exposure",
  summary: say("summary.exposure"),
  args: {},
  example: "exposure",
  shows: "device-data",
  permissions: ["Score.Read"],
  signIn: "by-call",
  async run(context) {
    const now = context.clock.now();
    const { defender } = context;
    const [whole, groups, configuration] = await Promise.all([
      defender.exposureScore(),
      finding.orNull(defender.exposureByGroup()),
      finding.orNull(defender.configurationScore()),
    ]);
    const heading = say("lookups.exposureHeading", { score: whole.score });
    const worst = (groups ?? []).toSorted((a, b) => b.score - a.score);
    return factsCard(
      {
        heading,
        tone: toneOf(whole),
        intro: say("lookups.exposureIntro"),
        facts: finding.known([
          [
            say("lookups.configuration"),
            configuration === null
              ? finding.UNCHECKED
              : say("lookups.configurationIs", { score: configuration.score }),
          ],
          [say("lookups.asOf"), say("common.when", { at: whole.at, now })],
          ...(groups === null ? [[say("deviceCard.deviceGroup"), finding.UNCHECKED] as const] : []),
        ]),
        rows: worst.map((one) => ({
          badge: say("lookups.groupScore", { score: one.score }),
          tone: toneOf(one),
          title: one.group ?? say("lookups.noGroup"),
        })),
      },
      heading,
    );
  },
});

/** Microsoft's own bounds: 0 to 29 low, 30 to 69 medium, 70 to 100 high exposure. */
function toneOf({ score }: Score): Tone {
  if (score >= 70) return "attention";
  return score >= 30 ? "warning" : "good";
}
