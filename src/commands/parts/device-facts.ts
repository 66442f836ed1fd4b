import { groupInWords, NO_GROUP, type Device } from "../../defender/device.ts";
import type { LabelValue } from "../../messaging/card.ts";
import { named } from "../../texts/named.ts";
import { systemName } from "../../texts/readable.ts";
import { say, type Text, type Words } from "../../texts/text.ts";

/** What is decided by, as far as Defender tells it. What makes it another one than it seems comes first. */
export function deviceFacts(found: Device, now: number): readonly LabelValue[] {
  const rows: readonly (readonly [Text, Words | null | undefined])[] = [
    [say("deviceCard.mergedInto"), found.mergedInto],
    [say("deviceCard.duplicate"), found.duplicate ? say("deviceCard.maybeTwice") : null],
    [say("deviceCard.excluded"), excludedWords(found)],
    [say("deviceCard.health"), named("health", found.health)],
    [say("deviceCard.antivirus"), named("antivirus", found.avStatus)],
    [say("deviceCard.risk"), named("level", found.risk)],
    [say("deviceCard.value"), named("level", found.value)],
    [say("deviceCard.deviceGroup"), groupInWords(found)],
    [say("deviceCard.os"), [systemName(found.os ?? ""), found.osVersion].filter(Boolean).join(" ")],
    [say("deviceCard.lastSeen"), say("common.when", { at: found.lastSeenAt, now })],
  ];
  return told(rows);
}

/** The rest, which few decide by. */
export function deviceDetails(found: Device): readonly LabelValue[] {
  return told([
    [say("deviceCard.exposure"), named("level", found.exposure)],
    [say("deviceCard.ipAddress"), [found.lastIp, found.externalIp].filter(Boolean).join(" / ")],
    [say("deviceCard.onboarding"), named("onboarding", found.onboarding)],
    [say("deviceCard.agentVersion"), found.agentVersion],
    [say("deviceCard.groupId"), found.group === NO_GROUP ? null : found.groupId],
    [say("deviceCard.deviceId"), found.id],
    [say("deviceCard.otherAddresses"), addressesBeyond(found)],
  ]);
}

function told(rows: readonly (readonly [Text, Words | null | undefined])[]): readonly LabelValue[] {
  return rows.flatMap(([label, value]) =>
    value === null || value === undefined || value === "" ? [] : [{ label, value }],
  );
}

function excludedWords({ excluded, exclusionReason }: Device): Text | null {
  return excluded === true ? say("deviceCard.excludedFor", { why: exclusionReason ?? null }) : null;
}

/** The addresses that it has besides the two that stand among the facts, in one line; empty: none. */
export function addressesBeyond({ ips, lastIp, externalIp }: Device): string {
  return [...new Set(ips)].filter((ip) => ip !== lastIp && ip !== externalIp).join(", ");
}
