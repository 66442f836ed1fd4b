import { alertId, positional } from "../grammar/args.ts";
import { reads } from "./command.ts";
import { when } from "../shared/format.ts";
import { alertCard } from "../alerts/card.ts";

const MAX_EVIDENCE = 8;

export const alert = reads({
  name: "alert",
  summary: "Show one alert with its evidence",
  args: { id: positional(alertId, "The alert") },
  example: "alert da637472900382838869_1364969609",
  shows: "device-data",
  permissions: ["Alert.Read"],
  signIn: "by-call",
  async run(context, args) {
    const found = await context.defender.alert(args.id);
    const now = context.clock.now();
    return alertCard(found, { buttons: context, evidence: MAX_EVIDENCE, time: (ms) => when(ms, now) });
  },
});
