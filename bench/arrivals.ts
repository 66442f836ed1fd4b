/** A log of the services that tells of each new entry. @returns what ends the telling */
export function onArrival<T>(log: T[], listener: (entry: T) => void): () => void {
  log.push = (...entries: T[]) => {
    entries.forEach(listener);
    return Array.prototype.push.apply(log, entries);
  };
  return () => Reflect.deleteProperty(log, "push");
}
