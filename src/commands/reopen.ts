import { alertId, positional } from "../core/args.ts";
import { changes } from "../core/command.ts";

export const reopen = changes({
  name: "reopen",
  summary: "Open a resolved alert again",
  args: { id: positional(alertId, "The alert") },
  example: "reopen da637472900382838869_1364969609",
  shows: "device-data",
  permissions: ["Alert.Read", "Alert.ReadWrite"],
  action: "reopen",
  role: null,
  freeByDefault: true,
  target: "alert",
  permission: "Alert.ReadWrite",
  button: null,
  preflight: () => [],
  title: () => "Reopen",
  call: {
    kind: "direct",
    async send(defender, request) {
      await defender.updateAlert(request.target.id, { status: "InProgress" });
    },
    async happened(defender, request) {
      return (await defender.alert(request.target.id)).status !== "Resolved";
    },
  },
});
