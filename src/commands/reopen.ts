import { alertId, positional } from "../grammar/args.ts";
import { changes } from "../requests/change-command.ts";

export const reopen = changes({
  name: "reopen",
  summary: "Open a resolved alert again",
  args: { id: positional(alertId, "The alert") },
  example: "reopen da637472900382838869_1364969609",
  target: "alert",
  button: null,
  title: () => "Reopen",
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
