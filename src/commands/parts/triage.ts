import type { Alert } from "../../defender/alert.ts";
import type { AlertChange, DefenderClient } from "../../defender/client.ts";
import type { CallDeclaration, Compared } from "../../requests/call.ts";
import type { Incident } from "../../defender/incident.ts";
import type { Request } from "../../requests/machine/request.ts";

/** What alerts and incidents have in common: who works on them, how far they are, and what is said to them. */
export type Finding = Pick<Alert, "assignedTo" | "classification" | "comments"> & {
  readonly status: Alert["status"] | Incident["status"];
};

/** A change of the alert or of the incident that a request is about. */
export interface Triage {
  change(request: Request): AlertChange;
  /** How it compares with what was asked for, read again. */
  compare(finding: Finding, request: Request): Compared;
}

/** The call of a triage command: the target says whether an alert or an incident is changed. */
export function triageCall(triage: Triage): CallDeclaration {
  return {
    operation: {
      among: ["updateAlert", "updateIncident"],
      of: ({ target }) => (target.kind === "incident" ? "updateIncident" : "updateAlert"),
    },
    async send(defender, request) {
      const { id, kind } = request.target;
      if (kind === "incident") await defender.updateIncident(id, triage.change(request));
      else await defender.updateAlert(id, triage.change(request));
    },
    compare: async (defender, request) => triage.compare(await read(defender, request), request),
  };
}

function read(defender: DefenderClient, { target: { id, kind } }: Request): Promise<Finding> {
  return kind === "incident" ? defender.incident(id) : defender.alert(id);
}

/** The same words said earlier are another comment; clocks may differ by this much. */
const SKEW_MS = 300_000;

/** Whether these words stand there, and can be those of this request. Defender may set white space anew. */
export function hasComment({ comments }: Finding, request: Request, words: string): boolean {
  return comments.some(
    ({ text, at }) => plain(text) === plain(words) && (at ?? Infinity) >= request.requestedAt - SKEW_MS,
  );
}

function plain(text: string): string {
  return text.trim().split(/\s+/).join(" ");
}
