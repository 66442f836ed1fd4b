import { keyedRequired, positional } from "../grammar/args.ts";
import { incidentId } from "../grammar/ids.ts";
import { changes } from "../requests/change-command.ts";
import { say } from "../texts/text.ts";

/** Asked for, not settled: Graph picks which of the two goes on, and the card that is shown then names it. */
export const merge = changes({
  name: "merge",
  summary: say("summary.merge"),
  args: {
    id: positional(incidentId, say("argument.incident")),
    into: keyedRequired(incidentId, say("argument.mergeInto")),
  },
  example: "merge 4711 into:4690",
  target: "alert",
  button: null,
  title: (args) => say("commands.merge", { into: args["into"] ?? "" }),
  call: {
    operation: "mergeIncidents",
    async send(defender, { target, args }) {
      await defender.mergeIncidents(target.id, args["into"] ?? "");
    },
    async compare(defender, { target, args }) {
      const [one, other] = await Promise.all(
        [target.id, args["into"] ?? ""].map((id) => defender.incident(id)),
      );
      return one?.id === other?.id ? "done" : "not-done";
    },
  },
});
