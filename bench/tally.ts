import type { Message } from "../sandbox/teams/types.ts";
import type { Tenant } from "./tenant.ts";

/** What conversations got to see of a storm of alerts. */
export interface Tally {
  /** An alert that every conversation is to see. */
  expect(alertId: string): void;
  counts(): Counts;
  /** When the last card came (the bench's clock). */
  lastAt(): number;
}

export interface Counts {
  readonly cards: number;
  readonly lost: number;
  readonly duplicates: number;
  readonly unclear: number;
  readonly violations: number;
}

const ALERT_ID = /da\d+_-?\d+/g;
const TOO_MANY = 429;

/**
 * Counts from now on. Cards and calls are forgotten as soon as they are counted: there are many of them.
 * @param unclearEvery one card in so many loses its answer on the way; 0: none
 */
export function createTally({ teams }: Tenant, places: readonly string[], unclearEvery: number): Tally {
  const times = new Map(
    places.map((place) => [teams.state.conversation(place).id, new Map<string, number>()]),
  );
  const known = new Set<string>();
  const total = { cards: 0, unclear: 0, violations: 0 };
  let [missing, duplicates, lastAt] = [0, 0, Date.now()];

  function count(conversationId: string, alertId: string): void {
    const here = times.get(conversationId);
    const before = here?.get(alertId);
    if (here === undefined || before === undefined) return;
    here.set(alertId, before + 1);
    if (before === 0) missing -= 1;
    if (before === 1) duplicates += 1;
  }
  function take(message: Message): void {
    known.add(message.id);
    const ids = new Set(JSON.stringify(message.attachments).match(ALERT_ID) ?? []);
    message.attachments = [];
    if (ids.size === 0) return;
    for (const id of ids) count(message.conversationId, id);
    total.cards += 1;
    lastAt = Date.now();
    if (unclearEvery === 0 || total.cards % unclearEvery !== 0) return;
    total.unclear += 1;
    teams.faults.next(1, { method: "POST", path: /\/activities/, drop: "after" });
  }
  /** The call that is being answered has no status yet. */
  function forgetCalls(): void {
    total.violations += teams.calls.filter(({ status }) => status === TOO_MANY).length;
    teams.calls.splice(0, teams.calls.length, ...teams.calls.filter(({ status }) => status === 0));
  }
  teams.state.on((event) => {
    const message = event.kind === "message" ? teams.state.message(event.messageId) : null;
    if (message === null || message.author !== null || known.has(message.id)) return;
    take(message);
    forgetCalls();
  });
  return {
    expect(alertId) {
      for (const here of times.values()) here.set(alertId, 0);
      missing += times.size;
    },
    counts: () => ({ ...total, lost: missing, duplicates }),
    lastAt: () => lastAt,
  };
}
