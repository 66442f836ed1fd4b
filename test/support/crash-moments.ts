import { changesOf } from "./crash-traces.ts";
import type { Tenant } from "./tenant.ts";

/** Under what rules the story of the crash test is played, and at which moments a process dies. */

/** Two people for pairs, one for the others; no limits, so that the story can go on for ever. */
export const POLICY = {
  version: 1,
  default: { approvals: 1, expires: "24h", selfApproval: false, reason: "required" },
  rules: [{ name: "pairs", when: { device: { name: ["pair-*"] } }, then: { approvals: 2 } }],
  limits: {},
  emergency: { enabled: true, actions: ["isolate"] },
};

/** Every call is a little slow, so that kills fall between a call and its answer as well. */
export const SLOW_MS = 25;

/** What a kill waits for: what one service hears of the bot, how often at most, and how long after that it falls. */
export interface Moment {
  readonly heard: (tenant: Tenant) => number;
  readonly most: number;
  readonly withinMs: number;
}

/** Lives take them in turn, so that each comes often enough. Twice the call that counts, once before its answer. */
export const MOMENTS: readonly (Moment | "stillborn")[] = [
  { heard: (tenant) => changesOf(tenant).length, most: 3, withinMs: SLOW_MS },
  { heard: ({ defender }) => defender.calls.length, most: 60, withinMs: 2 * SLOW_MS },
  { heard: (tenant) => changesOf(tenant).length, most: 1, withinMs: 2 * SLOW_MS },
  { heard: ({ teams }) => teams.calls.length, most: 12, withinMs: 2 * SLOW_MS },
  { heard: ({ entra }) => entra.calls.length, most: 2, withinMs: 2 * SLOW_MS },
  "stillborn",
];
