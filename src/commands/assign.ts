import { alertId, assignee, keyed, positional } from "../grammar/args.ts";
import type { Request } from "../requests/machine/request.ts";
import { changes } from "../requests/change-command.ts";

export const assign = changes({
  name: "assign",
  summary: "Assign an alert to yourself or to somebody else",
  args: {
    id: positional(alertId, "The alert"),
    to: keyed(assignee, "Whom it goes to; yourself when left out"),
  },
  example: "assign da637472900382838869_1364969609 to:me",
  target: "alert",
  button: { title: "Assign to me", on: ["alert"], form: [], preset: { to: "me" } },
  title: (args) => `Assign to ${args["to"] ?? "me"}`,
  call: {
    operation: "updateAlert",
    async send(defender, request) {
      await defender.updateAlert(request.target.id, { assignedTo: ownerOf(request) });
    },
    async compare(defender, request) {
      const alert = await defender.alert(request.target.id);
      return alert.assignedTo?.toLowerCase() === ownerOf(request).toLowerCase() ? "done" : "not-done";
    },
  },
});

function ownerOf(request: Request): string {
  const to = request.args["to"] ?? "me";
  return to.toLowerCase() === "me" ? request.requester.upn : to;
}
