import { say } from "../texts/text.ts";
import { alertId, choice, freeText, keyed, keyedRequired, maybeRest, positional } from "../grammar/args.ts";
import { determination } from "../grammar/determination.ts";
import type { Request } from "../requests/machine/request.ts";
import { hasComment } from "./parts/alert-comment.ts";
import type { AlertChange } from "../defender/client.ts";
import { changes } from "../requests/change-command.ts";

/** What a person says, and Defender's classification. */
const CLASSES = {
  true: "TruePositive",
  informational: "InformationalExpectedActivity",
  false: "FalsePositive",
} as const;

export const resolve = changes({
  name: "resolve",
  summary: say("summary.resolve"),
  args: {
    id: positional(alertId, say("argument.alert")),
    class: keyedRequired(choice("true", "informational", "false"), say("argument.resolveClass")),
    determination: keyed(determination, say("argument.resolveDetermination")),
    comment: maybeRest(freeText("test machine, as announced", 1000), say("argument.resolveComment")),
  },
  example: "resolve da637472900382838869_1364969609 class:false determination:NotMalicious test machine",
  target: "alert",
  button: { title: say("commands.resolve"), on: ["alert"], form: ["class", "determination", "comment"] },
  title: (args) => say("commands.resolveAs", { as: classOf(args) }),
  call: {
    operation: "updateAlert",
    async send(defender, request) {
      await defender.updateAlert(request.target.id, changeOf(request));
    },
    async compare(defender, request) {
      const alert = await defender.alert(request.target.id);
      const { comment } = request.args;
      if (alert.status !== "Resolved" || alert.classification !== classOf(request.args)) return "not-done";
      return comment === undefined || hasComment(alert, request, comment) ? "done" : "without-comment";
    },
  },
});

function classOf(args: Readonly<Record<string, string>>): string {
  const given = args["class"]?.toLowerCase();
  return given === "true" || given === "false" || given === "informational" ? CLASSES[given] : "";
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
