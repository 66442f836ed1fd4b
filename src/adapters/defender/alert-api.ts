import type { CallerDeps, Lane } from "./caller.ts";
import type { Alert } from "../../defender/alert.ts";
import type { DefenderClient } from "../../defender/client.ts";

/** A person's calls about alerts. */
export type AlertMethods = Pick<
  DefenderClient,
  "alerts" | "alert" | "updateAlert" | "deviceAlerts" | "openAlertsOn"
>;

/** One source of alerts (ALERTS_API); all give the same alerts in the same words. */
export interface AlertApi {
  forPerson(deps: CallerDeps, lane: Lane): AlertMethods;
  /** As the port `Defender.changedAlerts`. */
  changed(deps: CallerDeps, lane: Lane, since: number): AsyncIterable<readonly Alert[]>;
}

/** Nobody waits for a poll, and its pages are large. */
export function patient(deps: CallerDeps): CallerDeps {
  return { ...deps, timing: { ...deps.timing, attemptMs: 10_000, totalMs: 20_000 } };
}
