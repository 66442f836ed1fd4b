import { patient, type AlertApi } from "./alert-api.ts";
import { callDefender, type CallerDeps, type Lane, type Request } from "./caller.ts";
import { checked } from "./lookups.ts";
import { toAlert } from "./map-alert.ts";
import { all, instant, oneOf, query } from "./odata.ts";
import { OPERATIONS, pathOf } from "../../defender/operations.ts";
import { PAGE } from "./reader.ts";
import {
  checkedId,
  eachOnce,
  itemsOf,
  newestFirst,
  one,
  orNone,
  pageOf,
  pagesBySkip,
  upTo,
  type Page,
} from "./reading.ts";
import { linkedPages } from "./linked-pages.ts";
import { ALERT_ID, alertSchema } from "./schemas.ts";
import { DEVICE_ID } from "../../shared/shapes.ts";
import { DefenderError } from "../../defender/error.ts";
import { atDefender } from "../../defender/determination.ts";
import { OPEN, type Alert, type AlertStatus } from "../../defender/alert.ts";
import type { AlertQuery } from "../../defender/client.ts";
import type { Listed } from "../../defender/listed.ts";

const { alerts, alert, updateAlert, deviceAlerts } = OPERATIONS;
const OF_FINDING = {
  file: OPERATIONS.fileAlerts,
  ip: OPERATIONS.addressAlerts,
  domain: OPERATIONS.domainAlerts,
} as const;

/** Pages of a list that is given without `$top`: the first holds 10,000. */
const MOST_PAGES = 10;

/** Alerts of Defender for Endpoint's own API, `/api/alerts`. */
export const mdeAlerts: AlertApi = {
  forPerson: (deps, lane) => ({
    alerts: (wanted) => newest(deps, lane, wanted),
    async alert(id) {
      const request = { operation: alert, path: pathOf(alert, { id: checkedAlert(id) }) };
      return one(await callDefender(deps, lane, request), alertSchema, toAlert, id);
    },
    async updateAlert(id, change) {
      const { status, assignedTo, classification, determination, comment } = change;
      const answer = await callDefender(deps, lane, {
        operation: updateAlert,
        path: pathOf(updateAlert, { id: checkedAlert(id) }),
        // JSON leaves out what is undefined: only changed fields are sent.
        body: {
          ...{ status, assignedTo, classification, comment },
          determination: determination === undefined ? undefined : atDefender(determination),
        },
      });
      one(answer, alertSchema, toAlert, id);
    },
    async deviceAlerts(id, statuses) {
      const path = pathOf(deviceAlerts, { id: checkedId(id, DEVICE_ID, "device") });
      return inState(await alertsFrom(deps, lane, { operation: deviceAlerts, path }), statuses);
    },
    async openAlertsOn(of) {
      const operation = OF_FINDING[of.kind];
      const request = { operation, path: pathOf(operation, { id: checked(of) }) };
      const none = { items: [], isWhole: true, unread: 0 };
      return inState(await orNone(alertsFrom(deps, lane, request), [404], none), OPEN);
    },
  }),
  changed,
};

async function newest(deps: CallerDeps, lane: Lane, wanted: AlertQuery): Promise<Listed<Alert>> {
  const filter = all([
    `alertCreationTime ge ${instant(wanted.createdSince)}`,
    oneOf("severity", wanted.severities),
    oneOf("status", wanted.statuses),
  ]);
  const path = `${alerts.path}${query({ filter, top: PAGE })}`;
  const pages = linkedPages(deps, lane, { operation: alerts, path }, [alertSchema, toAlert]);
  const { items, isWhole, unread } = await upTo({ items: PAGE }, pages);
  const found = newestFirst(eachOnce(items)).slice(0, wanted.top);
  return { items: found, isWhole: isWhole && items.length < wanted.top, unread };
}

/** These lists come as a whole, of any time and state. */
function inState({ items, ...rest }: Listed<Alert>, statuses: readonly AlertStatus[]): Listed<Alert> {
  return { items: newestFirst(eachOnce(items)).filter(({ status }) => statuses.includes(status)), ...rest };
}

function alertsFrom(deps: CallerDeps, lane: Lane, request: Request): Promise<Listed<Alert>> {
  return upTo({ pages: MOST_PAGES }, linkedPages(deps, lane, request, [alertSchema, toAlert]));
}

function changed(deps: CallerDeps, lane: Lane, since: number): AsyncIterable<readonly Alert[]> {
  const filter = `lastUpdateTime ge ${instant(since)}`;
  const read = async (skip: number, expand?: "evidence"): Promise<Page<Alert>> => {
    const path = `${alerts.path}${query({ filter, top: PAGE, skip, ...(expand ? { expand } : {}) })}`;
    const request = { operation: alerts, path };
    return pageOf(await callDefender(patient(deps), lane, request), alertSchema, toAlert, deps.log);
  };
  const readAsCan = async (skip: number): Promise<Page<Alert>> => {
    try {
      return await read(skip, "evidence");
    } catch (error) {
      if (!isTooMuch(error) || lane.signal.aborted) throw error;
      deps.log.warn("alerts are read without their evidence", { operation: alerts.name });
      const page = await read(skip);
      return { ...page, items: page.items.map((alert) => ({ ...alert, evidenceUnread: true as const })) };
    }
  };
  return itemsOf(pagesBySkip(PAGE, readAsCan));
}

/** What Defender may answer all the same when less is asked of it: it failed (5xx), or took too long. */
function isTooMuch(error: unknown): boolean {
  if (!(error instanceof DefenderError)) return false;
  return (error.status ?? 0) >= 500 || error.defenderCode === "TimedOut";
}

function checkedAlert(id: string): string {
  return checkedId(id, ALERT_ID, "alert");
}
