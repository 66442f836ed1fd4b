import { alertId, positional } from "../core/args.ts";
import { card, type LabelValue } from "../core/card-data.ts";
import { reads, type ReadContext } from "../core/command.ts";
import type { CardButton } from "../core/content.ts";
import { utc, when } from "../core/format.ts";
import type { Alert } from "../core/model.ts";
import { alertUrl } from "../core/portal.ts";
import { severityTone } from "./parts/alert-row.ts";

const MAX_EVIDENCE = 8;
const MAX_COMMENTS = 3;
const MAX_BUTTONS = 5;

export const alert = reads({
  name: "alert",
  summary: "Show one alert with its evidence",
  args: { id: positional(alertId, "The alert") },
  example: "alert da637472900382838869_1364969609",
  shows: "device-data",
  permissions: ["Alert.Read"],
  signIn: true,
  async run(context, args) {
    const found = await context.defender.alert(args.id);
    const buttons = buttonsOf(context, found);
    const left = found.evidence.length - MAX_EVIDENCE;
    const data = {
      severity: found.severity,
      tone: severityTone(found.severity),
      title: found.title,
      status: found.status,
      description: found.description ?? "",
      facts: factsOf(found, context.clock.now()),
      evidence: found.evidence.slice(0, MAX_EVIDENCE).map(({ type, headline, facts }) => ({
        type,
        headline,
        facts: facts.map(([label, value]) => ({ label, value })),
      })),
      moreEvidence: left > 0 ? `+${left} more in Defender` : "",
      comments: found.comments.slice(-MAX_COMMENTS).map((comment) => ({
        label: `${comment.by ?? "somebody"}, ${utc(comment.at)}`,
        value: comment.text,
      })),
      portalUrl: alertUrl(found.id),
      buttons,
    };
    return card("alert", data, `${found.severity} alert: ${found.title}`);
  },
});

function buttonsOf(context: ReadContext, found: Alert): readonly CardButton[] {
  const target = found.deviceId === null ? {} : { target: found.deviceId };
  const changes = context
    .changeButtons(
      "alert",
      { id: found.id, fromAlert: found.id, ...target },
      [found.title, found.deviceName].filter(Boolean).join(" · "),
    )
    // Without a device there is nothing to isolate.
    .filter((button) => found.deviceId !== null || button.title !== "Isolate device");
  const more: readonly CardButton[] = [
    ...(found.deviceId === null ? [] : [context.button("Show device", "device", { target: found.deviceId })]),
    context.button("Refresh", "alert", { id: found.id }),
  ];
  return [...changes, ...more].slice(0, MAX_BUTTONS);
}

function factsOf(found: Alert, now: number): readonly LabelValue[] {
  const rows: readonly (readonly [string, string | null])[] = [
    ["Device", found.deviceName],
    ["Device group", found.deviceGroup],
    ["User", found.relatedUser],
    ["Owner", found.assignedTo ?? "nobody"],
    ["Category", found.category],
    ["MITRE", found.mitreTechniques.join(", ")],
    ["Threat", found.threatName],
    ["Source", found.detectionSource],
    ["Investigation", found.investigationState],
    ["Classification", [found.classification, found.determination].filter(Boolean).join(", ")],
    ["Raised", when(found.createdAt, now)],
    ["Last event", when(found.lastEventAt, now)],
    ["Resolved", found.resolvedAt === null ? null : when(found.resolvedAt, now)],
    ["Incident", found.incidentId],
    ["Alert id", found.id],
  ];
  return rows.flatMap(([label, value]) => (value === null || value === "" ? [] : [{ label, value }]));
}
