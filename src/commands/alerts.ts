import { choices, deviceTarget, duration, keyed, whole } from "../grammar/args.ts";
import { card } from "../messaging/card.ts";
import { reads, type ReadContext } from "./command.ts";
import { addressOf, findDevices, noSuchDevice } from "../defender/lookup.ts";
import { alertRow, SEVERITY_ORDER, type AlertsCardData } from "../alerts/row.ts";
import { ALERT_FILTERS, alertFilter, filterParts } from "./parts/alert-filters.ts";
import { pickerCard } from "./parts/picker.ts";
import { say, type Text } from "../texts/text.ts";
import type { Alert } from "../defender/alert.ts";

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
    const read =
      args.device === undefined
        ? await context.defender.alerts(query)
        : await onDevice(context, args.device, (alert) => fits(alert, query));
    if ("kind" in read) return read;
    const found = read.filter(isWanted);
    const filter = say("lists.alertFilter", {
      severities: query.severities,
      statuses: query.statuses,
      since: args.since ?? DEFAULT_SINCE_MS,
      device: args.device?.value ?? null,
      parts: filterParts(args),
    });
    return listCard(context, { found, isWhole: read.length < FETCH }, filter, rawOf(args));
  },
});

type Query = { severities: readonly string[]; statuses: readonly string[]; createdSince: number };

function fits(alert: Alert, query: Query): boolean {
  return (
    (query.severities.length === 0 || query.severities.includes(alert.severity)) &&
    query.statuses.includes(alert.status) &&
    (alert.createdAt ?? 0) >= query.createdSince
  );
}

async function onDevice(
  context: ReadContext,
  target: NonNullable<ReturnType<typeof deviceTarget.parse>>,
  keep: (alert: Alert) => boolean,
) {
  const devices = await findDevices(context.defender, target);
  const [device] = devices;
  if (device === undefined) throw noSuchDevice(target);
  if (devices.length > 1) {
    return pickerCard(devices, { now: context.clock.now(), address: addressOf(target) }, (one) =>
      context.button(say("lists.chooseThis"), "alerts", { device: one.id }),
    );
  }
  return (await context.defender.deviceAlerts(device.id)).filter(keep);
}

type Given = {
  readonly severity?: readonly string[] | undefined;
  readonly status?: readonly string[] | undefined;
  readonly since?: number | undefined;
  readonly device?: { readonly value: string } | undefined;
  readonly top?: number | undefined;
  readonly page?: number | undefined;
  readonly user?: string | undefined;
  readonly assigned?: string | undefined;
  readonly technique?: readonly string[] | undefined;
  readonly source?: readonly string[] | undefined;
  readonly incident?: string | undefined;
};

/** The arguments as a paging button repeats them. */
function rawOf(args: Given): Record<string, string> {
  const raw: Record<string, string | undefined> = {
    severity: args.severity?.join(","),
    status: args.status?.join(","),
    since: args.since === undefined ? undefined : `${Math.ceil(args.since / 60_000)}m`,
    device: args.device?.value,
    top: args.top?.toString(),
    page: args.page?.toString(),
    user: args.user,
    assigned: args.assigned,
    technique: args.technique?.join(","),
    source: args.source?.join(","),
    incident: args.incident,
  };
  return Object.fromEntries(
    Object.entries(raw).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** `isWhole`: Defender has no more than was read. */
interface Found {
  readonly found: readonly Alert[];
  readonly isWhole: boolean;
}

function listCard(
  context: ReadContext,
  { found, isWhole }: Found,
  filter: Text,
  raw: Record<string, string>,
) {
  const now = context.clock.now();
  const size = Number(raw["top"] ?? DEFAULT_TOP);
  const pages = Math.max(1, Math.ceil(found.length / size));
  const page = Math.min(pages, Number(raw["page"] ?? 1));
  const rows = found
    .slice((page - 1) * size, page * size)
    .map((alert) =>
      alertRow(
        alert,
        say("common.ago", { at: alert.createdAt, now }),
        context.button(say("alerts.open", { id: alert.id }), "alert", { id: alert.id }),
      ),
    );
  const turn = (title: Text, to: number) => context.button(title, "alerts", { ...raw, page: String(to) });
  const buttons = [
    ...(page > 1 ? [turn(say("lists.newer"), page - 1)] : []),
    ...(page < pages ? [turn(say("lists.older"), page + 1)] : []),
    turn(say("lists.refresh"), page),
  ];
  const worst = SEVERITY_ORDER.find((severity) => found.some((alert) => alert.severity === severity));
  const heading = headingOf(found.length, isWhole);
  const paging = pages > 1 ? say("lists.page", { page, pages }) : "";
  const summary = worst === undefined ? heading : say("lists.worst", { heading, severity: worst });
  return card<AlertsCardData>("alerts", { heading, filter, rows, paging, buttons }, summary);
}

function headingOf(n: number, isWhole: boolean): Text {
  if (!isWhole && n < FETCH) return say("lists.alertsAmong", { n, most: FETCH });
  if (n >= FETCH) return say("lists.alertsOrMore", { most: FETCH });
  return n === 0 ? say("lists.noAlerts") : say("alerts.count", { n });
}
