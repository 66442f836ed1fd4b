import { say } from "../texts/text.ts";
import { deviceTarget, keyed, maybeRest, positional, reasonText, usually } from "../grammar/args.ts";
import { leaseDuration } from "../requests/machine/lease.ts";
import { roleWarnings } from "../requests/facts/device-roles.ts";
import { isolationTypeWarnings } from "../requests/facts/preflight.ts";
import { changes } from "../requests/change-command.ts";
import { OF_ISOLATION } from "./parts/usual-reasons.ts";

/** The usual lengths; nothing chosen is without end. */
const LEASES = ["1h", "4h", "12h", "24h", "3d", "7d"];

const TYPE = {
  ...usually("Full", "Selective", "Unmanaged"),
  called: (value: string) => say("commands.isolationType", { value }),
};

export const isolate = changes({
  name: "isolate",
  summary: say("summary.isolate"),
  args: {
    target: positional(deviceTarget, say("argument.device")),
    type: keyed(TYPE, say("argument.isolateType")),
    for: keyed(leaseDuration, say("argument.isolateFor"), say("argument.withoutEnd")),
    reason: maybeRest(reasonText, say("argument.isolateReason")),
  },
  example: "isolate web01.contoso.com beaconing to a known C2 address",
  suggested: "everywhere",
  target: "device",
  button: {
    title: say("commands.isolateDevice"),
    on: ["device", "alert", "devices"],
    form: ["type", "for", "reason"],
    reasons: OF_ISOLATION,
    choices: { type: ["Full", "Selective"], for: LEASES },
  },
  preflight: ({ device }, args) => [
    ...isolationTypeWarnings(device, typeOf(args)),
    ...(args["for"] !== undefined && typeOf(args) === "UnManagedDevice" ? [say("commands.noReleaseOf")] : []),
    ...roleWarnings(device, "isolation"),
  ],
  title: (args) =>
    typeOf(args) === "UnManagedDevice"
      ? say("commands.contain")
      : say("commands.isolate", { type: typeOf(args) }),
  terms: (args) => (args["for"] === undefined ? [say("commands.untilReleased")] : []),
  leaves: say("commands.isolated"),
  call: { operation: "isolate", undoes: "release", body: (args) => ({ IsolationType: typeOf(args) }) },
});

/** As Defender spells it; contained as an unmanaged device is what has no sensor of its own. */
function typeOf(args: Readonly<Record<string, string>>): "Full" | "Selective" | "UnManagedDevice" {
  const typed = args["type"]?.toLowerCase();
  if (typed === "unmanaged") return "UnManagedDevice";
  return typed === "selective" ? "Selective" : "Full";
}
