import { say } from "../texts/text.ts";
import { type ArgKind } from "./args.ts";
import { incidentId } from "./ids.ts";

/** All that an incident's evidence names of a kind: its devices, or its people. */
export interface IncidentTarget {
  readonly by: "incident";
  readonly value: string;
}

const TYPED = /^incident:(.+)$/iu;

/** One of a kind, or `incident:ID` for all of them in that incident. */
export function orOfIncident<T>(kind: ArgKind<T>): ArgKind<T | IncidentTarget> {
  return {
    ...kind,
    prefixes: ["incident"],
    allowed: say("allowed.orOfIncident", { allowed: kind.allowed }),
    parse(raw) {
      const typed = TYPED.exec(raw.trim())?.[1];
      if (typed === undefined) return kind.parse(raw);
      const value = incidentId.parse(typed);
      return value === null ? null : { by: "incident", value };
    },
  };
}

/** Whether what an argument was bound to stands for an incident's devices or people. */
export function isOfIncident(bound: unknown): bound is IncidentTarget {
  return typeof bound === "object" && bound !== null && "by" in bound && bound.by === "incident";
}
