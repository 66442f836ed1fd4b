import { deviceTarget, maybeRest, positional, reasonText } from "../grammar/args.ts";
import { isolationWarnings } from "../requests/facts/preflight.ts";
import { changes } from "../requests/change-command.ts";

export const release = changes({
  name: "release",
  summary: "Let an isolated device back onto the network",
  args: {
    target: positional(deviceTarget, "The device"),
    reason: maybeRest(reasonText, "Why it is to be released"),
  },
  example: "release web01.contoso.com cleaned and checked",
  shows: "device-data",
  permissions: ["Machine.Read", "Alert.Read", "User.Read.All", "Machine.Isolate"],
  action: "release",
  role: "Responder",
  freeByDefault: false,
  target: "device",
  permission: "Machine.Isolate",
  button: { title: "Release device", on: ["device"], form: ["reason"], preset: {} },
  preflight: (facts) => isolationWarnings(facts, "release"),
  title: () => "Release from isolation",
  lasts: { undoneBy: "Isolate", scope: () => null },
  call: {
    kind: "machine-action",
    type: "Unisolate",
    undoes: "isolate",
    send: (defender, request, comment) => defender.release(request.target.id, { comment }),
  },
});
