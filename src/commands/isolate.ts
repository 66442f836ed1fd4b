import { choice, deviceTarget, duration, keyed, maybeRest, positional, reasonText } from "../core/args.ts";
import { changes } from "../core/command.ts";
import { LEASE_RANGE } from "../core/lease.ts";
import { roleWarnings } from "./parts/device-rules.ts";
import { isolationTypeWarnings, isolationWarnings } from "./parts/preflight.ts";

export const isolate = changes({
  name: "isolate",
  summary: "Cut a device off the network; it keeps talking to Defender",
  args: {
    target: positional(deviceTarget, "The device"),
    type: keyed(choice("Full", "Selective"), "Isolation type"),
    for: keyed(duration(LEASE_RANGE.min, LEASE_RANGE.max), "How long, until the bot releases it"),
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
    send: (defender, request, comment) =>
      defender.isolate(request.target.id, { comment, type: typeOf(request.args) }),
  },
});

function typeOf(args: Readonly<Record<string, string>>): "Full" | "Selective" {
  return args["type"]?.toLowerCase() === "selective" ? "Selective" : "Full";
}
