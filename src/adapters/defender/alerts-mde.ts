import { patient, type AlertApi } from "./alert-api.ts";
import { callDefender, type CallerDeps, type Lane } from "./caller.ts";
import { devicePath } from "./client.ts";
import { toAlert } from "./map-alert.ts";
import { all, instant, oneOf, query } from "./odata.ts";
import { OPERATIONS } from "./operations.ts";
import { PAGE } from "./reader.ts";
import { checkedId, many, newestFirst, one, pageOf, pagesBySkip } from "./reading.ts";
import { ALERT_ID, alertSchema } from "./schemas.ts";
import type { Alert } from "../../defender/alert.ts";

/** Alerts of Defender for Endpoint's own API, `/api/alerts`. */
export const mdeAlerts: AlertApi = {
  resource: "defender",
  forPerson: (deps, lane) => ({
    async alerts(wanted) {
      const filter = all([
        `alertCreationTime ge ${instant(wanted.createdSince)}`,
        oneOf("severity", wanted.severities),
        oneOf("status", wanted.statuses),
      ]);
      const path = `/api/alerts${query({ filter, top: PAGE })}`;
      const answer = await callDefender(deps, lane, { operation: OPERATIONS.alerts, method: "GET", path });
      return newestFirst(many(answer, alertSchema, toAlert, deps.log)).slice(0, wanted.top);
    },
    async alert(id) {
      const request = { operation: OPERATIONS.alert, method: "GET", path: alertPath(id) } as const;
      return one(await callDefender(deps, lane, request), alertSchema, toAlert, id);
    },
    async updateAlert(id, change) {
      const { status, assignedTo, classification, determination, comment } = change;
      const answer = await callDefender(deps, lane, {
        operation: OPERATIONS.updateAlert,
        method: "PATCH",
        path: alertPath(id),
        // JSON leaves out what is undefined: only changed fields are sent.
        body: { status, assignedTo, classification, determination, comment },
      });
      one(answer, alertSchema, toAlert, id);
    },
    async deviceAlerts(id) {
      const path = `${devicePath(id)}/alerts`;
      const request = { operation: OPERATIONS.deviceAlerts, method: "GET", path } as const;
      return newestFirst(many(await callDefender(deps, lane, request), alertSchema, toAlert, deps.log));
    },
  }),
  changed,
};

function changed(deps: CallerDeps, lane: Lane, since: number): AsyncIterable<readonly Alert[]> {
  const filter = `lastUpdateTime ge ${instant(since)}`;
  return pagesBySkip(PAGE, async (skip) => {
    const path = `/api/alerts${query({ filter, top: PAGE, skip, expand: "evidence" })}`;
    const request = { operation: OPERATIONS.alerts, method: "GET", path } as const;
    return pageOf(await callDefender(patient(deps), lane, request), alertSchema, toAlert, deps.log);
  });
}

function alertPath(id: string): string {
  return `/api/alerts/${checkedId(id, ALERT_ID, "an alert")}`;
}
