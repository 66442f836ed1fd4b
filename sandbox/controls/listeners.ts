export interface Listeners {
  /** Calls back at every change until the returned function is called. */
  readonly on: (listener: () => void) => () => void;
  readonly tell: () => void;
}

/** Whoever wants to know of a change. */
export function createListeners(): Listeners {
  const all = new Set<() => void>();
  return {
    on: (listener) => {
      all.add(listener);
      return () => all.delete(listener);
    },
    tell: () => {
      for (const listener of all) listener();
    },
  };
}
