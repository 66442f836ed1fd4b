import { LANES, type Lane } from "../requests/machine/urgency.ts";
import { newRounds, showAlerts } from "../alerts/post.ts";
import { createAuditCheck } from "../audit/check-loop.ts";
import { feedSink } from "../audit/export-loop.ts";
import { createCheckpoints } from "../audit/checkpoint-loop.ts";
import type { Deps } from "./deps.ts";
import { advanceEach } from "../requests/execute/execute.ts";
import { isDue } from "../shared/due.ts";
import { createStandingCheck } from "./entitled.ts";
import { saveFiles } from "../files/save.ts";
import { flushPosts } from "../messaging/flush.ts";
import { createCredentialWatch } from "./watch-credential.ts";
import { resumeClicks } from "./long-click.ts";
import { tellInterrupted } from "./resumed.ts";
import { holdTurns } from "./deduplicate.ts";
import { commentIncidents } from "../requests/execute/comment-incidents.ts";
import { proveIsolations } from "../requests/execute/prove-isolations.ts";
import { recheckAccounts } from "../requests/execute/recheck-accounts.ts";
import { keepLead, newWatch, resign, watchAlerts, type AlertWatch } from "../alerts/poll.ts";
import { createOthersWatch } from "./watch-others.ts";
import { tellBypasses } from "./weekly-bypass.ts";
import { createPlaceWatch } from "./watch-conversations.ts";

const BATCH = 20;
const SWEEP_EVERY_MS = 3_600_000;
/** The cursor that says when. */
const SWEPT = "swept";

/** A step of a loop: looks at everything that is due. State is the queue, so it can be called at any time. */
export type Step = () => Promise<void>;

export interface LoopOptions {
  readonly retentionMs: number;
  /** How often alerts are looked for; 0: never. */
  readonly alertPollMs: number;
}

/** What the bot does by itself. */
export interface Loops {
  /** Independent of one another: a slow call to Defender must not hold up the cards. */
  readonly steps: readonly Step[];
  /** Gives back what another instance could go on with. To be called once no step runs any more. */
  handOver(): Promise<void>;
}

/** The loops of one process; none runs before it is called. */
export function createLoops(deps: Deps, { retentionMs, alertPollMs }: LoopOptions): Loops {
  const watch = newWatch(deps);
  const steps = [
    createCatchUp(deps),
    ...LANES.map((lane) => () => advanceRequests(deps, lane)),
    () => recheckAccounts(deps),
    () => proveIsolations(deps),
    () => commentIncidents(deps),
    () => holdTurns(deps),
    () => tellInterrupted(deps),
    () => resumeClicks(deps),
    () => tellBypasses(deps),
    () => showPosts(deps),
    () => saveFiles(deps),
    createPlaceWatch(deps),
    createStandingCheck(deps),
    createSweep(deps, retentionMs),
    createCheckpoints(deps),
    createAuditCheck(deps),
    createCredentialWatch(deps),
    () => feedSink(deps),
    ...(alertPollMs === 0 ? [] : alertLoops(deps, watch, { retentionMs, alertPollMs })),
  ];
  return { steps, handOver: () => resign(deps, watch) };
}

function alertLoops(
  deps: Deps,
  watch: AlertWatch,
  { alertPollMs: pollMs, retentionMs }: LoopOptions,
): readonly Step[] {
  const rounds = newRounds();
  return [
    // As the sweep goes by it: a clock in doubt makes nothing older.
    () => watchAlerts(deps, watch, pollMs, deps.clock.earliest() - retentionMs),
    () => keepLead(deps, watch, pollMs),
    () => showAlerts(deps, watch, rounds),
    createOthersWatch(deps, watch, pollMs),
  ];
}

async function advanceRequests(deps: Deps, lane: Lane): Promise<void> {
  const requests = await deps.store.read((tx) => tx.requests.due(deps.clock.now(), BATCH, lane));
  await advanceEach(deps, requests);
}

async function showPosts(deps: Deps): Promise<void> {
  while (await flushPosts(deps));
}

/** Due by what the store says, so that a bot that is started often sweeps as well; what is deleted has surely come of age. */
function createSweep(deps: Deps, retentionMs: number): Step {
  let nextAt = -Infinity;
  return async function sweep(): Promise<void> {
    const now = deps.clock.earliest();
    if (!isDue(now, nextAt, SWEEP_EVERY_MS)) return;
    await deps.store.transaction(async (tx) => {
      const sweptAt = (await tx.cursors.get(SWEPT)) ?? -Infinity;
      nextAt = sweptAt + SWEEP_EVERY_MS;
      if (!isDue(now, nextAt, SWEEP_EVERY_MS)) return;
      nextAt = now + SWEEP_EVERY_MS;
      await tx.cursors.set(SWEPT, now);
      await tx.sweep(now, retentionMs);
    });
  };
}

/** At start, and whenever the clock has gone back: a row that was written by a clock that was ahead would wait for it. */
function createCatchUp(deps: Deps): Step {
  let last = Infinity;
  return async function catchUp(): Promise<void> {
    const now = deps.clock.now();
    if (now < last) await deps.store.transaction((tx) => tx.catchUp(now));
    last = now;
  };
}
