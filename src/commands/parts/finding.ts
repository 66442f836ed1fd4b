import { alertRow } from "../../alerts/row.ts";
import type { Alert } from "../../defender/alert.ts";
import type { Presence } from "../../defender/lookups.ts";
import type { Observable } from "../../defender/observable.ts";
import { UNCHECKED } from "../../requests/facts/device-lines.ts";
import { SignInRequired } from "../../identity/sign-in-required.ts";
import type { LabelValue } from "../../messaging/card.ts";
import type { CardButton } from "../../messaging/content.ts";
import type { FactsRow } from "../../messaging/facts-card.ts";
import { systemName } from "../../texts/readable.ts";
import { say, type Text, type Words } from "../../texts/text.ts";
import type { DeviceRef } from "../../defender/lookups.ts";
import type { ReadContext } from "../command.ts";

export { UNCHECKED };

/** What the cards of files, addresses, domains and weaknesses have in common. */

const MOST_OF_EACH = 7;

/** What could be looked up of what surrounds a finding; null: it could not be checked, and the card says so. */
export interface Surroundings {
  readonly presence: Presence | null;
  /** Open ones. */
  readonly alerts: readonly Alert[] | null;
  /** That there may be more of them; else empty. */
  readonly cut: readonly LabelValue[];
}

/** Prevalence and open alerts of a finding. @throws SignInRequired */
export async function surroundingsOf({ defender }: ReadContext, of: Observable): Promise<Surroundings> {
  const [presence, alerts] = await Promise.all([
    orNull(defender.presence(of)),
    orNull(defender.openAlertsOn(of)),
  ]);
  const cut =
    alerts?.isWhole === false ? [{ label: say("lookups.openAlerts"), value: say("lookups.alertsCut") }] : [];
  return { presence, alerts: alerts?.items ?? null, cut };
}

/** Null when it can't be read; a sign-in that is missing is asked for. @throws SignInRequired */
export async function orNull<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof SignInRequired) throw error;
    return null;
  }
}

/** How common it is, with its first and last time. */
export function presenceWords(presence: Presence | null, now: number): Text {
  if (presence === null) return UNCHECKED;
  const { devices, firstSeenAt: first, lastSeenAt: last } = presence;
  return say("lookups.prevalence", { devices, first, last, now });
}

/** The rows of open alerts; each opens its alert. */
export function alertRows(context: ReadContext, alerts: readonly Alert[] | null): readonly FactsRow[] {
  const now = context.clock.now();
  return (alerts ?? []).slice(0, MOST_OF_EACH).map((alert) => {
    const open = context.button(say("lookups.showAlert", { id: alert.id }), "alert", { id: alert.id });
    const { title, severity, tone, line } = alertRow(
      alert,
      say("common.ago", { at: alert.createdAt, now }),
      open,
    );
    return { title, badge: severity, tone, line, opens: open };
  });
}

/** The rows of devices: group and system of each; each opens its device. */
export function deviceRows(context: ReadContext, devices: readonly DeviceRef[] | null): readonly FactsRow[] {
  return (devices ?? []).slice(0, MOST_OF_EACH).map((device) => ({
    title: device.name,
    line: say("lookups.deviceLine", {
      parts: [systemName(device.os ?? ""), device.group ?? ""].filter((part) => part !== ""),
    }),
    opens: context.button(say("lookups.showDevice", { name: device.name }), "device", { target: device.id }),
  }));
}

/** The button to block it. */
export function blockButton(context: ReadContext, value: string): readonly CardButton[] {
  return context.changeButtons("finding", { value }, value);
}

/** How many rows there would be, where only some of each are shown. */
export function countOf(...lists: readonly (readonly unknown[] | null)[]): number {
  return lists.reduce((sum, list) => sum + (list?.length ?? 0), 0);
}

/** The facts that are known. */
export function known(rows: readonly (readonly [Text, Words | null])[]): readonly LabelValue[] {
  return rows.flatMap(([label, value]) => (value === null || value === "" ? [] : [{ label, value }]));
}
