import { say } from "../texts/text.ts";
import { alertId, freeText, positional, rest } from "../grammar/args.ts";
import { hasComment } from "./parts/alert-comment.ts";
import { changes } from "../requests/change-command.ts";

export const comment = changes({
  name: "comment",
  summary: say("summary.comment"),
  args: {
    id: positional(alertId, say("argument.alert")),
    text: rest(freeText("seen on two more devices", 1000), say("argument.commentText")),
  },
  example: "comment da637472900382838869_1364969609 seen on two more devices",
  target: "alert",
  button: null,
  title: () => say("commands.comment"),
  call: {
    operation: "updateAlert",
    async send(defender, request) {
      await defender.updateAlert(request.target.id, { comment: request.args["text"] ?? "" });
    },
    async compare(defender, request) {
      const alert = await defender.alert(request.target.id);
      return hasComment(alert, request, request.args["text"] ?? "") ? "done" : "not-done";
    },
  },
});
