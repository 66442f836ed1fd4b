import { say } from "../texts/text.ts";
import { freeText, keyed, keyedRequired, maybeRest, positional } from "../grammar/args.ts";
import { findingId } from "../grammar/ids.ts";
import { alertClass, classificationNamed, determination, misfitOf } from "../grammar/determination.ts";
import type { Request } from "../requests/machine/request.ts";
import { hasComment, triageCall } from "./parts/triage.ts";
import { ALL_DETERMINATIONS, determinationNamed } from "../defender/determination.ts";
import type { AlertChange } from "../defender/client.ts";
import { closedWith } from "../requests/facts/seen-alerts.ts";
import { changes } from "../requests/change-command.ts";

export const resolve = changes({
  name: "resolve",
  summary: say("summary.resolve"),
  args: {
    id: positional(findingId, say("argument.finding")),
    class: keyedRequired(alertClass, say("argument.resolveClass")),
    determination: keyed(determination, say("argument.resolveDetermination"), say("argument.notStated")),
    comment: maybeRest(freeText("test machine, as announced", 1000), say("argument.resolveComment")),
  },
  example: "resolve da637472900382838869_1364969609 class:false determination:NotMalicious test machine",
  misfit: misfitOf,
  relies: (defender, { target }) => closedWith(defender, target.id),
  target: "alert",
  button: {
    title: say("commands.resolve"),
    on: ["alert", "incident", "alerts", "incidents"],
    form: ["class", "determination", "comment"],
    choices: { determination: ALL_DETERMINATIONS },
  },
  title: (args) => say("commands.resolveAs", { as: classOf(args) }),
  terms: ({ determination: found, comment }) => [
    ...(found === undefined
      ? []
      : [say("terms.determination", { value: determinationNamed(found) ?? found, of: null })]),
    ...(comment === undefined ? [] : [say("commands.commentIs", { text: comment })]),
  ],
  call: triageCall({
    change: changeOf,
    compare(finding, request) {
      const { comment } = request.args;
      if (finding.status !== "Resolved" || finding.classification !== classOf(request.args))
        return "not-done";
      return comment === undefined || hasComment(finding, request, comment) ? "done" : "without-comment";
    },
  }),
});

function classOf(args: Readonly<Record<string, string>>): string {
  return classificationNamed(args["class"] ?? "") ?? "";
}

function changeOf(request: Request): AlertChange {
  const { determination, comment } = request.args;
  return {
    status: "Resolved",
    classification: classOf(request.args),
    ...(determination === undefined ? {} : { determination }),
    ...(comment === undefined ? {} : { comment }),
  };
}
