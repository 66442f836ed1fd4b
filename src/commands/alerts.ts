import { choices, deviceTarget, duration, keyed, whole } from "../grammar/args.ts";
import { card } from "../messaging/card.ts";
import { reads, type ReadContext } from "./command.ts";
import { ago, count, span } from "../shared/format.ts";
import { addressOf, findDevices, noSuchDevice } from "../defender/lookup.ts";
import { alertRow, SEVERITY_ORDER, type AlertsCardData } from "../alerts/row.ts";
import { pickerCard } from "./parts/picker.ts";
import { sayLine } from "../shared/safe-text.ts";
import type { Alert } from "../defender/alert.ts";

const DEFAULT_SINCE_MS = 7 * 86_400_000;
const DEFAULT_TOP = 10;
/** What is asked of Defender at once; more than that has to be narrowed. */
const FETCH = 500;

export const alerts = reads({
  name: "alerts",
  summary: "List alerts, the newest first",
  args: {
    severity: keyed(choices("High", "Medium", "Low", "Informational"), "How severe"),
    status: keyed(
      choices("New", "InProgress", "Resolved"),
      "In which state; new and in progress when left out",
    ),
    since: keyed(duration("1s", "180d"), "How far back; 7d when left out"),
    device: keyed(deviceTarget, "On which device"),
    top: keyed(whole(1, 20), "How many on a page; 10 when left out"),
    page: keyed(whole(1, 100), "Which page"),
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
    const found =
      args.device === undefined
        ? await context.defender.alerts(query)
        : await onDevice(context, args.device, (alert) => fits(alert, query));
    if ("kind" in found) return found;
    const filter = [
      args.severity?.join(", ") ?? "all severities",
      query.statuses.join(", "),
      `last ${span(args.since ?? DEFAULT_SINCE_MS)}`,
      ...(args.device === undefined ? [] : [args.device.value]),
    ].join(" · ");
    return listCard(context, found, filter, rawOf(args));
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
      context.button("Choose this one", "alerts", { device: one.id }),
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
  };
  return Object.fromEntries(
    Object.entries(raw).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function listCard(
  context: ReadContext,
  found: readonly Alert[],
  filter: string,
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
        ago(alert.createdAt, now),
        context.button(`Open alert ${alert.id}`, "alert", { id: alert.id }),
      ),
    );
  const turn = (title: string, to: number) => context.button(title, "alerts", { ...raw, page: String(to) });
  const buttons = [
    ...(page > 1 ? [turn("Newer", page - 1)] : []),
    ...(page < pages ? [turn("Older", page + 1)] : []),
    turn("Refresh", page),
  ];
  const most = found.length >= FETCH ? `${FETCH} or more alerts; narrow it with severity: or since:` : null;
  const worst = SEVERITY_ORDER.find((severity) => found.some((alert) => alert.severity === severity));
  const heading = most ?? (found.length === 0 ? "No alerts that you may see" : count(found.length, "alert"));
  const paging = pages > 1 ? `Page ${page} of ${pages}` : "";
  const summary = worst === undefined ? heading : `${heading}, worst ${worst}`;
  return card<AlertsCardData>("alerts", { heading, filter, rows, paging, buttons }, sayLine(summary));
}
