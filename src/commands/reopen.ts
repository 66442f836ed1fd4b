import { say } from "../texts/text.ts";
import { alertId, positional } from "../grammar/args.ts";
import { changes } from "../requests/change-command.ts";

export const reopen = changes({
  name: "reopen",
  summary: say("summary.reopen"),
  args: { id: positional(alertId, say("argument.alert")) },
  example: "reopen da637472900382838869_1364969609",
  target: "alert",
  button: null,
  title: () => say("commands.reopen"),
  call: {
    operation: "updateAlert",
    async send(defender, request) {
      await defender.updateAlert(request.target.id, { status: "InProgress" });
    },
    async compare(defender, request) {
      return (await defender.alert(request.target.id)).status === "Resolved" ? "not-done" : "done";
    },
  },
});
