import { say } from "../texts/text.ts";
import { deviceTarget, keyed, maybeRest, positional, reasonText, usually } from "../grammar/args.ts";
import { changes } from "../requests/change-command.ts";
import { OF_SCAN } from "./parts/usual-reasons.ts";

const TYPE = { ...usually("Quick", "Full"), called: (value: string) => say("terms.scope", { value }) };

export const scan = changes({
  name: "scan",
  summary: say("summary.scan"),
  args: {
    target: positional(deviceTarget, say("argument.device")),
    type: keyed(TYPE, say("argument.scanType")),
    reason: maybeRest(reasonText, say("argument.scanReason")),
  },
  example: "scan web01.contoso.com type:full after a malware alert",
  suggested: "personal",
  target: "device",
  button: {
    title: say("commands.runScan"),
    on: ["device", "devices"],
    form: ["type", "reason"],
    reasons: OF_SCAN,
  },
  title: (args) => say("commands.scan", { type: typeOf(args) }),
  call: { operation: "runAntiVirusScan", body: (args) => ({ ScanType: typeOf(args) }) },
});

function typeOf(args: Readonly<Record<string, string>>): "Quick" | "Full" {
  return args["type"]?.toLowerCase() === "full" ? "Full" : "Quick";
}
