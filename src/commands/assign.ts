import { say } from "../texts/text.ts";
import { keyed, positional } from "../grammar/args.ts";
import { findingId } from "../grammar/ids.ts";
import { assignee } from "../grammar/people.ts";
import type { Request } from "../requests/machine/request.ts";
import { triageCall } from "./parts/triage.ts";
import { changes } from "../requests/change-command.ts";

export const assign = changes({
  name: "assign",
  summary: say("summary.assign"),
  args: {
    id: positional(findingId, say("argument.finding")),
    to: keyed(assignee, say("argument.assignTo")),
  },
  example: "assign da637472900382838869_1364969609 to:me",
  target: "alert",
  // On an alert `Acknowledge` stands in its place.
  button: {
    title: say("commands.assignToMe"),
    on: ["incident", "incidents"],
    form: [],
    preset: { to: "me" },
  },
  title: (args) => say("commands.assign", { to: args["to"] ?? "me" }),
  call: triageCall({
    change: (request) => ({ assignedTo: ownerOf(request) }),
    compare: ({ assignedTo }, request) =>
      assignedTo?.toLowerCase() === ownerOf(request).toLowerCase() ? "done" : "not-done",
  }),
});

function ownerOf(request: Request): string {
  const to = request.args["to"] ?? "me";
  return to.toLowerCase() === "me" ? request.requester.upn : to;
}
