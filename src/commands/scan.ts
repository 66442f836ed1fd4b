import { choice, deviceTarget, keyed, maybeRest, positional, reasonText } from "../grammar/args.ts";
import { changes } from "../requests/change-command.ts";

export const scan = changes({
  name: "scan",
  summary: "Run a Defender antivirus scan on a device",
  args: {
    target: positional(deviceTarget, "The device"),
    type: keyed(choice("Quick", "Full"), "Scan type"),
    reason: maybeRest(reasonText, "Why it is to be scanned"),
  },
  example: "scan web01.contoso.com type:full after a malware alert",
  suggested: "personal",
  target: "device",
  button: { title: "Run scan", on: ["device"], form: ["type", "reason"] },
  title: (args) => `Antivirus scan (${typeOf(args)})`,
  call: { operation: "runAntiVirusScan", body: (args) => ({ ScanType: typeOf(args) }) },
});

function typeOf(args: Readonly<Record<string, string>>): "Quick" | "Full" {
  return args["type"]?.toLowerCase() === "full" ? "Full" : "Quick";
}
