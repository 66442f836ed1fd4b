import { say } from "../texts/text.ts";
import { deviceTarget, maybeRest, positional, reasonText } from "../grammar/args.ts";
import { changes } from "../requests/change-command.ts";
import { OF_EVIDENCE } from "./parts/usual-reasons.ts";

export const collect = changes({
  name: "collect",
  summary: say("summary.collect"),
  args: {
    target: positional(deviceTarget, say("argument.device")),
    reason: maybeRest(reasonText, say("argument.collectReason")),
  },
  example: "collect web01.contoso.com for the investigation of the beaconing",
  target: "device",
  button: {
    title: say("commands.collectPackage"),
    on: ["device", "devices"],
    form: ["reason"],
    reasons: OF_EVIDENCE,
  },
  title: () => say("commands.collect"),
  call: { operation: "collectInvestigationPackage" },
  brings: { command: "package", title: say("commands.downloadLink"), ready: say("commands.packageReady") },
});
