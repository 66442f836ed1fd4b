import type { Evidence, ProcessFacts } from "../defender/alert.ts";

/**
 * Who started whom, out of an alert's evidence. Ids of processes are used again, so a process is its device, its id and its
 * start. Pure.
 */

export interface ProcessInTree extends Pick<ProcessFacts, "pid" | "image" | "commandLine"> {
  /** Generations above it that are known; 0: nobody knows what started it. */
  readonly depth: number;
}

/** The processes of the evidence and the parents that they name, each before what it started; empty: none has an id. */
export function processTree(evidence: readonly Evidence[]): readonly ProcessInTree[] {
  const told = byKey(evidence.flatMap(({ process }) => (process === undefined ? [] : [process])));
  const parents = told.flatMap((one) => (parentAmong(one, told) === null ? namedParent(one) : []));
  const all = byKey([...told, ...parents]);
  const children = Map.groupBy(all, (one) => parentAmong(one, all));
  const seen = new Set<ProcessFacts>();
  const below = (one: ProcessFacts, depth: number): readonly ProcessInTree[] => {
    if (seen.has(one)) return [];
    seen.add(one);
    const started = (children.get(one) ?? []).toSorted(byStart);
    return [{ ...one, depth }, ...started.flatMap((child) => below(child, depth + 1))];
  };
  // Hostile or broken ids may go round in a circle, which nothing leads into: it is cut at its earliest process.
  const tops = [...(children.get(null) ?? []).toSorted(byStart), ...all.toSorted(byStart)];
  return tops.flatMap((top) => below(top, 0));
}

function byKey(processes: readonly ProcessFacts[]): readonly ProcessFacts[] {
  const withId = processes.filter(({ pid }) => pid !== null);
  const keyed = withId.map((one) => [`${one.deviceId} ${one.pid} ${one.startedAt}`, one] as const);
  // The first of a key stays: what tells of itself comes before what others tell of it.
  return [...new Map(keyed.toReversed()).values()].toReversed();
}

/**
 * The one that it names by id and start; where no start is told, the latest with that id that was there before it. Another
 * start is another process.
 */
function parentAmong(child: ProcessFacts, all: readonly ProcessFacts[]): ProcessFacts | null {
  const named = all.filter(
    (one) => one !== child && one.deviceId === child.deviceId && one.pid === child.parentPid,
  );
  if (child.parentPid === null) return null;
  if (child.parentStartedAt !== null || child.startedAt === null) {
    return named.find(({ startedAt }) => startedAt === child.parentStartedAt) ?? null;
  }
  const before = child.startedAt;
  return (
    named
      .filter(({ startedAt }) => (startedAt ?? 0) <= before)
      .toSorted(byStart)
      .at(-1) ?? null
  );
}

/** A parent that is no evidence itself is known by what its child tells. */
function namedParent(child: ProcessFacts): readonly ProcessFacts[] {
  if (child.parentPid === null || child.parentImage === null) return [];
  return [
    {
      pid: child.parentPid,
      startedAt: child.parentStartedAt,
      image: child.parentImage,
      deviceId: child.deviceId,
      ...{ parentPid: null, parentStartedAt: null, parentImage: null, commandLine: null },
    },
  ];
}

function byStart(a: ProcessFacts, b: ProcessFacts): number {
  return (a.startedAt ?? 0) - (b.startedAt ?? 0);
}
