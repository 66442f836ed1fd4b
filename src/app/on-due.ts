import { newRounds, showAlerts } from "./alert-posts.ts";
import { createAuditCheck } from "./audit-check.ts";
import { feedSink } from "./audit-sink.ts";
import { createCheckpoints } from "./checkpoints.ts";
import type { Deps } from "./deps.ts";
import { advance } from "./execute.ts";
import { createStandingCheck } from "./entitled.ts";
import { flushPosts } from "./flush-posts.ts";
import { holdTurns } from "./run-once.ts";
import { newWatch, watchAlerts } from "./watch-alerts.ts";
import { createPlaceWatch } from "./watch-places.ts";

const BATCH = 20;
const SWEEP_EVERY_MS = 3_600_000;

/** A step of a loop: looks at everything that is due. State is the queue, so it can be called at any time. */
export type Step = () => Promise<void>;

export interface LoopOptions {
  readonly retentionMs: number;
  /** How often alerts are looked for; 0: never. */
  readonly alertPollMs: number;
}

/** The loops, independent of one another: a slow call to Defender must not hold up the cards. */
export function createLoops(deps: Deps, { retentionMs, alertPollMs }: LoopOptions): readonly Step[] {
  return [
    () => advanceRequests(deps),
    () => holdTurns(deps),
    () => showPosts(deps),
    createPlaceWatch(deps),
    createStandingCheck(deps),
    createSweep(deps, retentionMs),
    createCheckpoints(deps),
    createAuditCheck(deps),
    () => feedSink(deps),
    ...(alertPollMs === 0 ? [] : alertLoops(deps, alertPollMs)),
  ];
}

function alertLoops(deps: Deps, pollMs: number): readonly Step[] {
  const watch = newWatch(deps);
  const rounds = newRounds();
  return [() => watchAlerts(deps, watch, pollMs), () => showAlerts(deps, watch, rounds)];
}

async function advanceRequests(deps: Deps): Promise<void> {
  const requests = await deps.store.read((tx) => tx.requests.due(deps.clock.now(), BATCH));
  await Promise.all(
    requests.map(async (request) => {
      try {
        await advance(deps, request);
      } catch (error) {
        deps.log.error("request could not be moved on", { request: request.id, error });
      }
    }),
  );
}

async function showPosts(deps: Deps): Promise<void> {
  while (await flushPosts(deps));
}

function createSweep(deps: Deps, retentionMs: number): Step {
  let sweptAt = deps.clock.now();
  return async function sweep(): Promise<void> {
    const now = deps.clock.now();
    if (now - sweptAt < SWEEP_EVERY_MS) return;
    sweptAt = now;
    await deps.store.transaction((tx) => tx.sweep(now, retentionMs));
  };
}
