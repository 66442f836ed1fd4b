import { card, type LabelValue } from "../messaging/card.ts";
import type { Buttons } from "../messaging/card-actions.ts";
import type { CardButton, Content } from "../messaging/content.ts";
import { utc } from "../shared/format.ts";
import { alertUrl } from "../defender/portal.ts";
import { severityTone } from "./row.ts";
import { say } from "../shared/safe-text.ts";
import type { Alert } from "../defender/alert.ts";

const MAX_COMMENTS = 3;
const MAX_BUTTONS = 5;

/**
 * One alert with its evidence and buttons. `time` writes a moment (epoch milliseconds): a card that stays must not say
 * "5 min ago".
 */
export function alertCard(
  found: Alert,
  { buttons, evidence, time }: { buttons: Buttons; evidence: number; time: (ms: number | null) => string },
): Content {
  const left = found.evidence.length - evidence;
  const data = {
    severity: found.severity,
    tone: severityTone(found.severity),
    title: found.title,
    status: found.status,
    description: found.description ?? "",
    facts: factsOf(found, time),
    evidence: found.evidence.slice(0, evidence).map(({ type, headline, facts }) => ({
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
    buttons: buttonsOf(buttons, found),
  };
  return card("alert", data, say`${found.severity} alert: ${found.title}`);
}

function buttonsOf(buttons: Buttons, found: Alert): readonly CardButton[] {
  const target = found.deviceId === null ? {} : { target: found.deviceId };
  const changes = buttons
    .changeButtons(
      "alert",
      { id: found.id, fromAlert: found.id, ...target },
      [found.title, found.deviceName].filter(Boolean).join(" · "),
    )
    // Without a device there is nothing to isolate.
    .filter((button) => found.deviceId !== null || button.title !== "Isolate device");
  const more: readonly CardButton[] = [
    ...(found.deviceId === null ? [] : [buttons.button("Show device", "device", { target: found.deviceId })]),
    buttons.button("Refresh", "alert", { id: found.id }),
  ];
  return [...changes, ...more].slice(0, MAX_BUTTONS);
}

function factsOf(found: Alert, time: (ms: number | null) => string): readonly LabelValue[] {
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
    ["Raised", time(found.createdAt)],
    ["Last event", time(found.lastEventAt)],
    ["Resolved", found.resolvedAt === null ? null : time(found.resolvedAt)],
    ["Incident", found.incidentId],
    ["Alert id", found.id],
  ];
  return rows.flatMap(([label, value]) => (value === null || value === "" ? [] : [{ label, value }]));
}
