import { positional } from "../grammar/args.ts";
import { findingId } from "../grammar/ids.ts";
import { openedAlert, openedIncident } from "./parts/finding-card.ts";
import { reads } from "./command.ts";
import { say } from "../texts/text.ts";
import { INCIDENT_ID } from "../shared/shapes.ts";

export const alert = reads({
  name: "alert",
  summary: say("summary.alert"),
  args: { id: positional(findingId, say("argument.alert")) },
  example: "alert da637472900382838869_1364969609",
  asks: say("commands.asksAlert"),
  shows: "device-data",
  permissions: ["Alert.Read", "SecurityIncident.Read.All"],
  signIn: "by-call",
  async run(context, { id }) {
    // Whoever types the number of an incident gets what they meant.
    if (INCIDENT_ID.test(id)) return openedIncident(context, id);
    return openedAlert(context, await context.defender.alert(id));
  },
});
