import { Fault } from "./shared/errors.ts";
import type { Health } from "./shared/health.ts";
import type { Log, Metrics, Traces } from "./shared/ports.ts";
import type { Store } from "./shared/store.ts";
import type { Tx } from "./bot/rows.ts";
import { type Messenger, MessengerError } from "./messaging/messenger.ts";

/** Ports that count what goes through them; behaviour is that of the port inside. */

/** Counts warnings and errors by their event. */
export function observedLog(log: Log, metrics: Metrics): Log {
  return {
    info: (event, fields) => log.info(event, fields),
    warn(event, fields) {
      metrics.line("warn", event);
      log.warn(event, fields);
    },
    error(event, fields) {
      metrics.line("error", event);
      log.error(event, fields);
    },
  };
}

/** Counts what is posted and edited, by how it ended and how long it took. */
export function observedMessenger(messenger: Messenger, metrics: Metrics): Messenger {
  async function timed<T>(operation: string, work: () => Promise<T>): Promise<T> {
    const started = performance.now();
    const done = (outcome: string) => metrics.call("teams", operation, outcome, performance.now() - started);
    try {
      const result = await work();
      done("200");
      return result;
    } catch (error) {
      done(error instanceof MessengerError ? String(error.status ?? error.effect) : "fault");
      throw error;
    }
  }
  return {
    post: (to, content, replyTo) => timed("post", () => messenger.post(to, content, replyTo)),
    edit: (at, content) => timed("edit", () => messenger.edit(at, content)),
    typing: (to) => timed("typing", () => messenger.typing(to)),
    personal: (sender, serviceUrl) => timed("personal", () => messenger.personal(sender, serviceUrl)),
    member: (of, teamsId) => timed("member", () => messenger.member(of, teamsId)),
    room: (conversationId, whose) => messenger.room(conversationId, whose),
  };
}

/** Reports a store that has failed. That it works again is for a write to show: whoever reads may still succeed. */
export function observedStore(store: Store<Tx>, health: Health): Store<Tx> {
  async function watched<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (error instanceof Fault && error.code === "store") health.failed("store");
      throw error;
    }
  }
  return {
    transaction: (work, durability) => watched(store.transaction(work, durability)),
    read: (work) => watched(store.read(work)),
  };
}

/** Tells each call to the traces as well. */
export function traced<M extends Metrics>(metrics: M, traces: Traces): M {
  return {
    ...metrics,
    call(...call: Parameters<Metrics["call"]>) {
      metrics.call(...call);
      traces.call(...call);
    },
  };
}

/** Runs a turn and tells how long it took. */
export async function observedTurn<T>(kind: string, metrics: Metrics, run: () => Promise<T>): Promise<T> {
  const started = performance.now();
  try {
    const answer = await run();
    metrics.turn(kind, "answered", performance.now() - started);
    return answer;
  } catch (error) {
    metrics.turn(kind, "failed", performance.now() - started);
    throw error;
  }
}
