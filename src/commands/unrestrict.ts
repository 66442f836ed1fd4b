import { say } from "../texts/text.ts";
import { deviceTarget, maybeRest, positional, reasonText } from "../grammar/args.ts";
import { changes } from "../requests/change-command.ts";
import { OF_RELEASE } from "./parts/usual-reasons.ts";

export const unrestrict = changes({
  name: "unrestrict",
  summary: say("summary.unrestrict"),
  args: {
    target: positional(deviceTarget, say("argument.device")),
    reason: maybeRest(reasonText, say("argument.unrestrictReason")),
  },
  example: "unrestrict web01.contoso.com cleaned and checked",
  target: "device",
  button: { title: say("commands.removeRestriction"), on: ["device"], form: ["reason"], reasons: OF_RELEASE },
  title: () => say("commands.unrestrict"),
  call: { operation: "unrestrictCodeExecution", undoes: "restrict" },
});
