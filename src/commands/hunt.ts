import { code, duration, keyed } from "../grammar/args.ts";
import { kqlText } from "../grammar/kql.ts";
import { factsCard, MOST_ROWS } from "../messaging/facts-card.ts";
import { reads } from "./command.ts";
import { huntRows } from "./parts/hunt-rows.ts";
import { cleanLine } from "../texts/safe-text.ts";
import { MOST_HUNTED } from "../defender/hunting.ts";
import { say } from "../texts/text.ts";

const DAY_MS = 86_400_000;
const SINCE_MS = 30 * DAY_MS;
/** Microsoft ends a query after 3 minutes; what is said of it then is waited for. */
const MAY_TAKE_MS = 190_000;
const LONGEST_SHOWN = 200;

export const hunt = reads({
  name: "hunt",
  summary: say("hunting.summary"),
  args: {
    since: keyed(duration("1m", "30d"), say("hunting.since")),
    kql: code(kqlText, say("hunting.query")),
  },
  example:
    "hunt since:7d DeviceLogonEvents | where ActionType == 'LogonFailed' | summarize count() by DeviceName",
  shows: "device-data",
  permissions: ["ThreatHunting.Read.All"],
  signIn: "by-call",
  mayTakeMs: MAY_TAKE_MS,
  async run(context, { since: backMs = SINCE_MS, kql }) {
    const at = context.clock.now();
    const found = await context.defender.hunt({ kql, backMs, top: MOST_ROWS });
    const { count } = found;
    const names = found.columns.map(({ name }) => name);
    const heading = say("hunting.rows", { count, most: count >= MOST_HUNTED });
    const intro = count === 0 ? say("hunting.nothing") : count > MOST_ROWS ? say("hunting.narrow") : "";
    const facts = [
      { label: say("hunting.searched"), value: say("hunting.range", { backMs, at }) },
      { label: say("hunting.typed"), value: cleanLine(kql, LONGEST_SHOWN) },
      { label: say("hunting.columns"), value: cleanLine(names.join(", "), LONGEST_SHOWN) },
    ];
    return factsCard({ heading, intro, facts, rows: huntRows(found), total: count }, heading);
  },
});
