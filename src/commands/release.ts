import { deviceTarget, maybeRest, positional, reasonText } from "../grammar/args.ts";
import { changes } from "../requests/change-command.ts";

export const release = changes({
  name: "release",
  summary: "Let an isolated device back onto the network",
  args: {
    target: positional(deviceTarget, "The device"),
    reason: maybeRest(reasonText, "Why it is to be released"),
  },
  example: "release web01.contoso.com cleaned and checked",
  suggested: "everywhere",
  target: "device",
  button: { title: "Release device", on: ["device"], form: ["reason"] },
  title: () => "Release from isolation",
  call: { operation: "unisolate", undoes: "isolate" },
});
