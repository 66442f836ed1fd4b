import { positional } from "../grammar/args.ts";
import { findingId } from "../grammar/ids.ts";
import { openedAlert, openedIncident } from "./parts/finding-card.ts";
import { reads } from "./command.ts";
import { say } from "../texts/text.ts";
import { INCIDENT_ID } from "../shared/shapes.ts";

export const incident = reads({
  name: "incident",
  summary: say("summary.incident"),
  args: { id: positional(findingId, say("argument.incident")) },
  example: "incident 4711",
  asks: say("commands.asksIncident"),
  shows: "device-data",
  permissions: ["SecurityIncident.Read.All", "Alert.Read"],
  signIn: "by-call",
  async run(context, { id }) {
    if (INCIDENT_ID.test(id)) return openedIncident(context, id);
    const alert = await context.defender.alert(id);
    return alert.incidentId === null
      ? openedAlert(context, alert)
      : openedIncident(context, alert.incidentId);
  },
});
