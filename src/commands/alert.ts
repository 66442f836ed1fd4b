import { alertId, positional } from "../grammar/args.ts";
import { reads } from "./command.ts";
import { say } from "../texts/text.ts";
import { alertCard } from "../alerts/card.ts";

const MAX_EVIDENCE = 8;

export const alert = reads({
  name: "alert",
  summary: say("summary.alert"),
  args: { id: positional(alertId, say("argument.alert")) },
  example: "alert da637472900382838869_1364969609",
  asks: say("commands.asksAlert"),
  shows: "device-data",
  permissions: ["Alert.Read"],
  signIn: "by-call",
  async run(context, args) {
    const found = await context.defender.alert(args.id);
    const now = context.clock.now();
    return alertCard(found, {
      buttons: context,
      trail: context.trail,
      evidence: MAX_EVIDENCE,
      time: (at) => say("common.when", { at, now }),
    });
  },
});
