import { clause } from "../clause.ts";
import type { Locale } from "../locale.ts";

const SECTIONS = {
  open: { one: "open request", other: "open requests" },
  emergencies: { one: "emergency review", other: "emergency reviews" },
  scheduled: { one: "scheduled release", other: "scheduled releases" },
} as const;

/** What `requests` and `request` show: the list, and its sections. */
export const requestList = {
  sections: ({ parts }: { parts: readonly string[] }) =>
    parts.length === 0 ? "No open requests" : parts.join(", "),
  section: ({ n, of }: { n: number; of: keyof typeof SECTIONS }, locale: Locale) =>
    locale.count(n, SECTIONS[of]),
  emergencies: "Emergencies to review",
  scheduled: "Scheduled releases",
  requestOn: ({ what, target }: { what: string; target: string }) => `${what}: ${target}`,
  openRequest: ({ id }: { id: string }) => `Open request ${id}`,
  requestLine(holes: { id: string; name: string; waits: string; expiresAt: number | null }, locale: Locale) {
    const until = holes.expiresAt === null ? "" : `, expires ${locale.clock(holes.expiresAt)}`;
    return `${holes.id} · asked by ${holes.name} · ${holes.waits}${until}`;
  },
  reviewOpen: ({ waits }: { waits: string | null }) =>
    `emergency, review open${waits === null ? "" : `; ${waits}`}`,
  noRequest: ({ id }: { id: string }) => `There is no request ${id} that you may see.`,

  step(holes: {
    id: string;
    n: number;
    what: string;
    target: string;
    state: string;
    outcome: string | null;
    action: string | null;
    release: string | null;
  }) {
    const { id, n, what, target, state, outcome, action, release } = holes;
    const said = outcome === null ? "" : `: ${clause(outcome)}`;
    const done = action === null ? "" : ` Its machine action is ${action}.`;
    const ends = release === null ? "" : ` Its release is ${release}.`;
    return `Step ${n} (${id}) is ${what}: ${target}. It is ${state}${said}.${done}${ends}`;
  },
};
