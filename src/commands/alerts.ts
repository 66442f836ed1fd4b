import { choices, deviceTarget, duration, keyed, whole } from "../grammar/args.ts";
import { card } from "../messaging/card.ts";
import { andUnread, pageButtons, pageOf, pagingOf, ticksFor, withDone } from "./parts/list-pages.ts";
import type { CardButton } from "../messaging/content.ts";
import type { ListPlace } from "../messaging/trail.ts";
import type { RawArgs } from "../shared/raw-args.ts";
import { reads, type ReadContext } from "./command.ts";
import { addressOf, findDevices, noSuchDevice } from "../defender/lookup.ts";
import { alertRow, SEVERITY_ORDER, type AlertsCardData } from "../alerts/row.ts";
import { ALERT_FILTERS, alertFilter, filterParts } from "./parts/alert-filters.ts";
import { pickerCard } from "./parts/picker.ts";
import { say, type Text } from "../texts/text.ts";
import type { Alert } from "../defender/alert.ts";
import type { AlertQuery } from "../defender/client.ts";
import type { Listed } from "../defender/listed.ts";

const DEFAULT_SINCE_MS = 7 * 86_400_000;
const DEFAULT_TOP = 10;
/** What is asked of Defender at once; more than that has to be narrowed. */
const FETCH = 500;

export const alerts = reads({
  name: "alerts",
  summary: say("summary.alerts"),
  args: {
    severity: keyed(choices("High", "Medium", "Low", "Informational"), say("argument.alertsSeverity")),
    status: keyed(choices("New", "InProgress", "Resolved"), say("argument.alertsStatus")),
    since: keyed(duration("1s", "180d"), say("argument.alertsSince")),
    device: keyed(deviceTarget, say("argument.alertsDevice")),
    ...ALERT_FILTERS,
    top: keyed(whole(1, 20), say("argument.alertsTop")),
    page: keyed(whole(1, 100), say("argument.alertsPage")),
  },
  example: "alerts severity:high,medium status:new since:24h",
  suggested: "everywhere",
  shows: "device-data",
  permissions: ["Alert.Read", "Machine.Read"],
  signIn: "by-call",
  async run(context, args) {
    const now = context.clock.now();
    const query = {
      severities: args.severity ?? [],
      statuses: args.status ?? (["New", "InProgress"] as const),
      createdSince: now - (args.since ?? DEFAULT_SINCE_MS),
      top: FETCH,
    };
    const isWanted = await alertFilter(context, args);
    const raw = rawOf(args);
    const read =
      args.device === undefined
        ? await newest(context, query)
        : await onDevice(context, args.device, query, raw);
    if ("kind" in read) return read;
    const filter = say("alertList.alertFilter", {
      severities: query.severities,
      statuses: query.statuses,
      since: args.since ?? DEFAULT_SINCE_MS,
      device: args.device?.value ?? null,
      owner: args.assigned ?? null,
      parts: filterParts(args),
    });
    const wanted = read.items.filter(isWanted);
    const found = await withDone(context, wanted, pageOf(wanted, raw, DEFAULT_TOP).before, (id) =>
      context.defender.alert(id),
    );
    const heading = headingOf(found.length, read, args.device !== undefined);
    return listCard(context, { found, heading, filter, raw });
  },
});

function newest({ defender }: ReadContext, query: AlertQuery): Promise<Listed<Alert>> {
  return defender.alerts(query);
}

function fits(alert: Alert, query: AlertQuery): boolean {
  return (
    (query.severities.length === 0 || query.severities.includes(alert.severity)) &&
    query.statuses.includes(alert.status) &&
    (alert.createdAt ?? 0) >= query.createdSince
  );
}

async function onDevice(
  context: ReadContext,
  target: NonNullable<ReturnType<typeof deviceTarget.parse>>,
  query: AlertQuery,
  raw: RawArgs,
) {
  const { certain: device, devices } = await findDevices(context.defender, target);
  if (devices.length === 0) throw noSuchDevice(target);
  if (device === null) {
    return pickerCard(devices, { now: context.clock.now(), address: addressOf(target) }, (one) =>
      context.button(say("choices.chooseThis"), "alerts", { ...raw, device: one.id }),
    );
  }
  const read = await context.defender.deviceAlerts(device.id, query.statuses);
  return { ...read, items: read.items.filter((alert) => fits(alert, query)) };
}

type Given = {
  readonly severity?: readonly string[] | undefined;
  readonly status?: readonly string[] | undefined;
  readonly since?: number | undefined;
  readonly device?: { readonly value: string } | undefined;
  readonly assigned?: string | undefined;
  readonly user?: string | undefined;
  readonly technique?: readonly string[] | undefined;
  readonly source?: readonly string[] | undefined;
  readonly incident?: string | undefined;
  readonly top?: number | undefined;
  readonly page?: number | undefined;
};

/** The arguments as a paging button repeats them. */
function rawOf(args: Given): Record<string, string> {
  const raw: Record<string, string | undefined> = {
    severity: args.severity?.join(","),
    status: args.status?.join(","),
    since: args.since === undefined ? undefined : `${Math.ceil(args.since / 60_000)}m`,
    device: args.device?.value,
    assigned: args.assigned,
    user: args.user,
    technique: args.technique?.join(","),
    source: args.source?.join(","),
    incident: args.incident,
    top: args.top?.toString(),
    page: args.page?.toString(),
  };
  return Object.fromEntries(
    Object.entries(raw).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

interface Shown {
  readonly found: readonly Alert[];
  readonly heading: Text;
  readonly filter: Text;
  readonly raw: RawArgs;
}

function listCard(context: ReadContext, { found, heading, filter, raw }: Shown) {
  const paged = pageOf(found, raw, DEFAULT_TOP);
  const ids = paged.rows.map(({ id }) => id);
  const rows = paged.rows.map((alert, at) => {
    const place = { ids, at, before: paged.before, total: paged.total };
    return rowOf(context, alert, place);
  });
  const worst = SEVERITY_ORDER.find((severity) => found.some((alert) => alert.severity === severity));
  const paging = pagingOf(paged);
  const summary = worst === undefined ? heading : say("alertList.worst", { heading, severity: worst });
  const buttons = pageButtons(context, "alerts", raw, paged);
  const filters = filterButtons(context, raw);
  const ticks = ticksFor(
    context,
    "alerts",
    paged.rows.map(({ id, title, deviceName }) => ({ id, name: title, beside: deviceName })),
  );
  return card<AlertsCardData>("alerts", { heading, filter, filters, rows, paging, ticks, buttons }, summary);
}

function rowOf(context: ReadContext, alert: Alert, place: ListPlace) {
  const raised = say("common.ago", { at: alert.createdAt, now: context.clock.now() });
  const title = say("alertList.openRow", { severity: alert.severity, title: alert.title });
  const button = context.rowButton(title, "alert", { id: alert.id }, place);
  const { done } = context;
  return alertRow(
    alert,
    raised,
    button,
    done?.id === alert.id ? say("alertList.doneRow", { what: done.what }) : "",
  );
}

/** Views that people take of any list; the one that they have already is not offered. */
const VIEWS: readonly (readonly [title: Text, set: RawArgs])[] = [
  [say("alertList.onlyMine"), { assigned: "me" }],
  [say("alertList.onlyUnowned"), { assigned: "nobody" }],
  [say("alertList.onlyHigh"), { severity: "High" }],
];

function filterButtons(context: ReadContext, { page: _, ...raw }: RawArgs): readonly CardButton[] {
  const others = VIEWS.filter(([, set]) => Object.entries(set).some(([name, value]) => raw[name] !== value));
  const { assigned: __, severity: ___, ...rest } = raw;
  const isNarrowed = "assigned" in raw || "severity" in raw;
  return [
    ...others.map(([title, set]) => context.button(title, "alerts", { ...raw, ...set })),
    ...(isNarrowed ? [context.button(say("alertList.allOfThem"), "alerts", rest)] : []),
  ];
}

function headingOf(n: number, { isWhole, unread }: Listed<Alert>, isOnDevice: boolean): Text {
  if (unread > 0) return andUnread(say("alertList.count", { n }), n, unread);
  if (isWhole) return n === 0 ? say("alertList.noAlerts") : say("alertList.count", { n });
  if (isOnDevice) return say("alertList.alertsOnDeviceOrMore", { n });
  return n < FETCH
    ? say("alertList.alertsAmong", { n, most: FETCH })
    : say("alertList.alertsOrMore", { most: FETCH });
}
