import { patient, type AlertApi } from "./alert-api.ts";
import { callDefender, type CallerDeps, type Lane } from "./caller.ts";
import { changeAtGraph } from "./graph-change.ts";
import { linkedPages } from "./linked-pages.ts";
import { graphAlertSchema, namesDevice, toGraphEnum } from "./graph-schema.ts";
import { toAlert } from "./map-alert.ts";
import { all, instant, oneOf, query } from "./odata.ts";
import { OPERATIONS, pathOf } from "../../defender/operations.ts";
import { checkedId, eachOnce, itemsOf, newestFirst, one, upTo, type Page } from "./reading.ts";
import { checked } from "./lookups.ts";
import { ALERT_ID } from "./schemas.ts";
import { DEVICE_ID } from "../../shared/shapes.ts";
import { OPEN, type Alert, type AlertStatus } from "../../defender/alert.ts";
import type { Listed } from "../../defender/listed.ts";
import type { AlertChange } from "../../defender/client.ts";
import { isEvidence } from "../../defender/evidence.ts";
import { determinationNamed } from "../../defender/determination.ts";

const { alertsAtGraph, alertAtGraph, updateAlertAtGraph, commentAlertAtGraph } = OPERATIONS;
/** Graph's largest page. */
const PAGE = 1_000;
/** Graph can't be asked for the alerts of a device or a file: so far back they are looked through. */
const BACK_MS = 30 * 86_400_000;
/** How many pages of them are read. */
const MOST_PAGES = 10;

/** Alerts of Microsoft Graph's security API, of all Defender products. */
export const graphAlerts: AlertApi = {
  forPerson: (deps, lane) => ({
    async alerts(wanted) {
      const filter = all([
        `createdDateTime ge ${instant(wanted.createdSince)}`,
        oneOf("severity", wanted.severities.map(toGraphEnum)),
        oneOf("status", wanted.statuses.map(toGraphEnum)),
      ]);
      const { items, isWhole, unread } = await upTo({ items: PAGE }, pages(deps, lane, filter));
      const found = newestFirst(eachOnce(items));
      return { items: found.slice(0, wanted.top), isWhole: isWhole && found.length < wanted.top, unread };
    },
    async alert(id) {
      const request = { operation: alertAtGraph, path: pathOf(alertAtGraph, { id: checkedAlert(id) }) };
      return one(await callDefender(deps, lane, request), graphAlertSchema, toAlert, id);
    },
    updateAlert: (id, change) => update(deps, lane, id, change),
    async deviceAlerts(id, statuses) {
      checkedId(id, DEVICE_ID, "device");
      const device = id.toLowerCase();
      return lately(deps, lane, statuses, (element) => namesDevice(element, device));
    },
    async openAlertsOn(of) {
      checked(of);
      const lists = await lately(deps, lane, OPEN);
      return { ...lists, items: lists.items.filter(({ evidence }) => isEvidence(of, evidence)) };
    },
  }),
  changed,
};

/**
 * Of the alerts of the last 30 days in one of these states those that are meant, the newest first. There may be thousands,
 * and their evidence is what takes time to read.
 */
async function lately(
  deps: CallerDeps,
  lane: Lane,
  statuses: readonly AlertStatus[],
  isMeant?: (element: unknown) => boolean,
): Promise<Listed<Alert>> {
  const filter = all([
    `createdDateTime ge ${instant(deps.clock.now() - BACK_MS)}`,
    oneOf("status", statuses.map(toGraphEnum)),
  ]);
  const read = await upTo({ pages: MOST_PAGES }, pages(deps, lane, filter, isMeant));
  return { ...read, items: newestFirst(eachOnce(read.items)) };
}

function changed(deps: CallerDeps, lane: Lane, since: number): AsyncIterable<readonly Alert[]> {
  return itemsOf(pages(patient(deps), lane, `lastUpdateDateTime ge ${instant(since)}`));
}

function pages(
  deps: CallerDeps,
  lane: Lane,
  filter: string | null,
  isMeant?: (element: unknown) => boolean,
): AsyncIterable<Page<Alert>> {
  const path = `${alertsAtGraph.path}${query({ filter, top: PAGE })}`;
  return linkedPages(deps, lane, { operation: alertsAtGraph, path }, [graphAlertSchema, toAlert, isMeant]);
}

/** As `DefenderClient.updateAlert`. */
async function update(deps: CallerDeps, lane: Lane, id: string, change: AlertChange): Promise<void> {
  const { status, assignedTo, classification, determination, comment } = change;
  const body = {
    status: named(status),
    assignedTo,
    classification: named(classification),
    determination:
      determination === undefined ? undefined : named(determinationNamed(determination) ?? determination),
  };
  const at = { id: checkedAlert(id) };
  const wanted = {
    change: { operation: updateAlertAtGraph, path: pathOf(updateAlertAtGraph, at), body },
    comment: { operation: commentAlertAtGraph, path: pathOf(commentAlertAtGraph, at) },
    text: comment,
  };
  await changeAtGraph(deps, lane, wanted, (answer) => void one(answer, graphAlertSchema, toAlert, id));
}

function named(value: string | undefined): string | undefined {
  return value === undefined ? undefined : toGraphEnum(value);
}

function checkedAlert(id: string): string {
  return checkedId(id, ALERT_ID, "alert");
}
