/** The sources of alerts, by their names in ALERTS_API, and which of Microsoft's APIs each is a part of. */
export const ALERT_SOURCES = { mde: "defender", graph: "graph" } as const;

export type AlertSource = keyof typeof ALERT_SOURCES;
