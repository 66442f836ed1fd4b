import { say } from "../texts/text.ts";
import { freeText, positional, rest } from "../grammar/args.ts";
import { findingId } from "../grammar/ids.ts";
import { hasComment, triageCall } from "./parts/triage.ts";
import { changes } from "../requests/change-command.ts";

export const comment = changes({
  name: "comment",
  summary: say("summary.comment"),
  args: {
    id: positional(findingId, say("argument.finding")),
    text: rest(freeText("seen on two more devices", 1000), say("argument.commentText")),
  },
  example: "comment da637472900382838869_1364969609 seen on two more devices",
  target: "alert",
  button: { title: say("commands.comment"), on: ["incident"], form: ["text"], mode: "secondary" },
  title: () => say("commands.comment"),
  terms: ({ text = "" }) => [say("commands.commentIs", { text })],
  call: triageCall({
    change: ({ args }) => ({ comment: args["text"] ?? "" }),
    compare: (finding, request) =>
      hasComment(finding, request, request.args["text"] ?? "") ? "done" : "not-done",
  }),
});
