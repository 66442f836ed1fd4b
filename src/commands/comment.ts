import { alertId, freeText, positional, rest } from "../core/args.ts";
import { changes } from "../core/command.ts";
import { TRIAGE } from "./parts/triage.ts";

export const comment = changes({
  ...TRIAGE,
  name: "comment",
  summary: "Add a comment to an alert",
  args: {
    id: positional(alertId, "The alert"),
    text: rest(freeText("seen on two more devices", 1000), "The comment"),
  },
  example: "comment da637472900382838869_1364969609 seen on two more devices",
  action: "comment",
  button: null,
  title: () => "Comment",
  call: {
    kind: "direct",
    async send(defender, request) {
      await defender.updateAlert(request.target.id, { comment: request.args["text"] ?? "" });
    },
    async happened(defender, request) {
      const alert = await defender.alert(request.target.id);
      return alert.comments.some(
        (entry) =>
          entry.text === request.args["text"] && (entry.at ?? Infinity) >= request.requestedAt - SKEW_MS,
      );
    },
  },
});

/** The same words said earlier are another comment; clocks may differ by this much. */
const SKEW_MS = 60_000;
