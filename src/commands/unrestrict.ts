import { deviceTarget, maybeRest, positional, reasonText } from "../grammar/args.ts";
import { changes } from "../requests/change-command.ts";

export const unrestrict = changes({
  name: "unrestrict",
  summary: "Let all programs run again on a device whose apps were restricted",
  args: {
    target: positional(deviceTarget, "The device"),
    reason: maybeRest(reasonText, "Why the restriction is to be removed"),
  },
  example: "unrestrict web01.contoso.com cleaned and checked",
  target: "device",
  button: { title: "Remove restriction", on: ["device"], form: ["reason"] },
  title: () => "Remove app restriction",
  call: { operation: "unrestrictCodeExecution", undoes: "restrict" },
});
