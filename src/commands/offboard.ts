import { say } from "../texts/text.ts";
import { deviceTarget, maybeRest, positional, reasonText } from "../grammar/args.ts";
import { changes } from "../requests/change-command.ts";

export const offboard = changes({
  name: "offboard",
  summary: say("summary.offboard"),
  args: {
    target: positional(deviceTarget, say("argument.device")),
    reason: maybeRest(reasonText, say("argument.offboardReason")),
  },
  example: "offboard web01.contoso.com retired, and wiped by the service desk",
  target: "device",
  button: null,
  preflight: () => [say("commands.offboardIsFinal")],
  title: () => say("commands.offboard"),
  call: { operation: "offboard" },
});
