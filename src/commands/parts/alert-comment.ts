import type { Request } from "../../requests/machine/request.ts";
import type { Alert } from "../../defender/alert.ts";

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
