import { maybeRest, positional, reasonText } from "../grammar/args.ts";
import { findingId } from "../grammar/ids.ts";
import { proposes } from "./command.ts";
import { OF_CONTAINMENT } from "./parts/usual-reasons.ts";
import { say } from "../texts/text.ts";

export const contain = proposes({
  name: "contain",
  summary: say("summary.contain"),
  args: {
    id: positional(findingId, say("argument.finding")),
    reason: maybeRest(reasonText, say("argument.containReason")),
  },
  example: "contain 4711 ransomware spreads from these",
  shows: "device-data",
  roles: ["Responder"],
  reasons: OF_CONTAINMENT,
  permissions: [
    ...(["Alert.Read", "SecurityIncident.Read.All", "Machine.Read", "Account.Read.All"] as const),
    ...(["Directory.Read.All", "SecurityIdentitiesAccount.Read.All"] as const),
    ...(["Application.Read.All", "GroupMember.Read.All"] as const),
  ],
});
