import type { Request } from "../../requests/machine/request.ts";
import type { Alert } from "../../defender/alert.ts";

/**
 * What every change of an alert has in common: the person's own token and Defender's own roles decide, and nobody has to
 * approve unless a rule of the policy names the action.
 */
export const TRIAGE = {
  shows: "device-data",
  permissions: ["Alert.Read", "Alert.ReadWrite"],
  permission: "Alert.ReadWrite",
  role: null,
  freeByDefault: true,
  target: "alert",
  preflight: () => [],
} as const;

/** The same words said earlier are another comment; clocks may differ by this much. */
const SKEW_MS = 300_000;

/** Whether these words stand under the alert, and can be those of this request. Defender may set white space anew. */
export function hasComment(alert: Alert, request: Request, words: string): boolean {
  return alert.comments.some(
    ({ text, at }) => plain(text) === plain(words) && (at ?? Infinity) >= request.requestedAt - SKEW_MS,
  );
}

function plain(text: string): string {
  return text.trim().split(/\s+/).join(" ");
}
