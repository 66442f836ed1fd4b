import { choice, deviceTarget, keyed, maybeRest, positional, reasonText } from "../grammar/args.ts";
import { leaseDuration } from "../requests/machine/lease.ts";
import { roleWarnings } from "../requests/facts/device-roles.ts";
import { isolationTypeWarnings, isolationWarnings } from "../requests/facts/preflight.ts";
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
  shows: "device-data",
  permissions: ["Machine.Read", "Alert.Read", "User.Read.All", "Machine.Isolate"],
  action: "isolate",
  role: "Responder",
  freeByDefault: false,
  target: "device",
  permission: "Machine.Isolate",
  button: { title: "Isolate device", on: ["device", "alert"], form: ["type", "reason"], preset: {} },
  preflight: (facts, args) => [
    ...isolationWarnings(facts, "isolate"),
    ...isolationTypeWarnings(facts.device, typeOf(args)),
    ...roleWarnings(facts.device, "isolation"),
  ],
  title: (args) => `Isolate (${typeOf(args)})`,
  lasts: { undoneBy: "Unisolate", scope: typeOf },
  call: {
    kind: "machine-action",
    type: "Isolate",
    undoes: "release",
    send: (defender, request, comment) =>
      defender.isolate(request.target.id, { comment, type: typeOf(request.args) }),
  },
});

function typeOf(args: Readonly<Record<string, string>>): "Full" | "Selective" {
  return args["type"]?.toLowerCase() === "selective" ? "Selective" : "Full";
}
