import { say } from "../texts/text.ts";
import { positional } from "../grammar/args.ts";
import { findingId } from "../grammar/ids.ts";
import { triageCall } from "./parts/triage.ts";
import { changes } from "../requests/change-command.ts";

export const reopen = changes({
  name: "reopen",
  summary: say("summary.reopen"),
  args: { id: positional(findingId, say("argument.finding")) },
  example: "reopen da637472900382838869_1364969609",
  target: "alert",
  button: { title: say("commands.inProgress"), on: ["incident"], form: [], mode: "secondary" },
  title: () => say("commands.reopen"),
  call: triageCall({
    change: () => ({ status: "InProgress" }),
    compare: ({ status }) => (status === "InProgress" ? "done" : "not-done"),
  }),
});
