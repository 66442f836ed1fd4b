import { groupInWords, NO_GROUP, type Device } from "../../defender/device.ts";
import type { LabelValue } from "../../messaging/card.ts";
import { named } from "../../texts/named.ts";
import { systemName } from "../../texts/readable.ts";
import { say, type Text, type Words } from "../../texts/text.ts";

/** What is decided by, as far as Defender tells it. What makes it another one than it seems comes first. */
export function deviceFacts(found: Device, now: number): readonly LabelValue[] {
  const rows: readonly (readonly [Text, Words | null | undefined])[] = [
    [say("lists.mergedInto"), found.mergedInto],
    [say("lists.duplicate"), found.duplicate ? say("lists.maybeTwice") : null],
    [say("lists.excluded"), excludedWords(found)],
    [say("lists.health"), named("health", found.health)],
    [say("lists.antivirus"), named("antivirus", found.avStatus)],
    [say("lists.risk"), named("level", found.risk)],
    [say("lists.value"), named("level", found.value)],
    [say("lists.deviceGroup"), groupInWords(found)],
    [say("lists.os"), [systemName(found.os ?? ""), found.osVersion].filter(Boolean).join(" ")],
    [say("lists.lastSeen"), say("common.when", { at: found.lastSeenAt, now })],
  ];
  return told(rows);
}

/** The rest, which few decide by. */
export function deviceDetails(found: Device): readonly LabelValue[] {
  return told([
    [say("lists.exposure"), named("level", found.exposure)],
    [say("lists.ipAddress"), [found.lastIp, found.externalIp].filter(Boolean).join(" / ")],
    [say("lists.onboarding"), named("onboarding", found.onboarding)],
    [say("lists.agentVersion"), found.agentVersion],
    [say("lists.groupId"), found.group === NO_GROUP ? null : found.groupId],
    [say("lists.deviceId"), found.id],
    [say("lists.otherAddresses"), addressesBeyond(found)],
  ]);
}

function told(rows: readonly (readonly [Text, Words | null | undefined])[]): readonly LabelValue[] {
  return rows.flatMap(([label, value]) =>
    value === null || value === undefined || value === "" ? [] : [{ label, value }],
  );
}

function excludedWords({ excluded, exclusionReason }: Device): Text | null {
  return excluded === true ? say("lists.excludedFor", { why: exclusionReason ?? null }) : null;
}

/** The addresses that it has besides the two that stand among the facts, in one line; empty: none. */
export function addressesBeyond({ ips, lastIp, externalIp }: Device): string {
  return [...new Set(ips)].filter((ip) => ip !== lastIp && ip !== externalIp).join(", ");
}
