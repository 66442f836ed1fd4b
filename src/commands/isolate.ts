import { choice, deviceTarget, keyed, maybeRest, positional, reasonText } from "../grammar/args.ts";
import { leaseDuration } from "../requests/machine/lease.ts";
import { roleWarnings } from "../requests/facts/device-roles.ts";
import { isolationTypeWarnings } from "../requests/facts/preflight.ts";
import { changes } from "../requests/change-command.ts";

export const isolate = changes({
  name: "isolate",
  summary: "Cut a device off the network; it keeps talking to Defender",
  args: {
    target: positional(deviceTarget, "The device"),
    type: keyed(choice("Full", "Selective"), "Isolation type"),
    for: keyed(leaseDuration, "How long, until the bot releases it"),
    reason: maybeRest(reasonText, "Why it is to be isolated"),
  },
  example: "isolate web01.contoso.com beaconing to a known C2 address",
  suggested: "everywhere",
  target: "device",
  button: { title: "Isolate device", on: ["device", "alert"], form: ["type", "reason"] },
  preflight: ({ device }, args) => [
    ...isolationTypeWarnings(device, typeOf(args)),
    ...roleWarnings(device, "isolation"),
  ],
  title: (args) => `Isolate (${typeOf(args)})`,
  leaves: "isolated",
  call: { operation: "isolate", undoes: "release", body: (args) => ({ IsolationType: typeOf(args) }) },
});

function typeOf(args: Readonly<Record<string, string>>): "Full" | "Selective" {
  return args["type"]?.toLowerCase() === "selective" ? "Selective" : "Full";
}
