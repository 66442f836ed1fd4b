import { say } from "../texts/text.ts";
import { deviceTarget, maybeRest, positional, reasonText } from "../grammar/args.ts";
import { changes } from "../requests/change-command.ts";
import { OF_RELEASE } from "./parts/usual-reasons.ts";

export const release = changes({
  name: "release",
  summary: say("summary.release"),
  args: {
    target: positional(deviceTarget, say("argument.device")),
    reason: maybeRest(reasonText, say("argument.releaseReason")),
  },
  example: "release web01.contoso.com cleaned and checked",
  suggested: "everywhere",
  target: "device",
  button: { title: say("commands.releaseDevice"), on: ["device"], form: ["reason"], reasons: OF_RELEASE },
  title: () => say("commands.release"),
  call: { operation: "unisolate", undoes: "isolate" },
});
