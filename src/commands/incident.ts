import { incidentCard } from "./parts/incident-card.ts";
import { incidentId, positional } from "../grammar/args.ts";
import { reads } from "./command.ts";
import { say } from "../texts/text.ts";

export const incident = reads({
  name: "incident",
  summary: say("summary.incident"),
  args: { id: positional(incidentId, say("argument.incident")) },
  example: "incident 4711",
  asks: say("commands.asksIncident"),
  shows: "device-data",
  permissions: ["SecurityIncident.Read.All"],
  signIn: "by-call",
  async run(context, args) {
    const found = await context.defender.incident(args.id);
    const open = await context.store.read((tx) => tx.requests.open());
    return incidentCard(found, { context, asked: args.id, open });
  },
});
