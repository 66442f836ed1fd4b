import { say } from "../texts/text.ts";
import { positional } from "../grammar/args.ts";
import { findingId } from "../grammar/ids.ts";
import { triageCall } from "./parts/triage.ts";
import { changes } from "../requests/change-command.ts";

/** "Mine": takes an alert or an incident on, and leaves its status to whoever works on it. */
export const ack = changes({
  name: "ack",
  summary: say("summary.ack"),
  args: { id: positional(findingId, say("argument.finding")) },
  example: "ack da637472900382838869_1364969609",
  target: "alert",
  button: { title: say("commands.acknowledge"), on: ["alert", "alerts"], form: [] },
  title: () => say("commands.acknowledge"),
  call: triageCall({
    change: ({ requester }) => ({ assignedTo: requester.upn }),
    compare: ({ assignedTo }, { requester }) =>
      assignedTo?.toLowerCase() === requester.upn.toLowerCase() ? "done" : "not-done",
  }),
});
