/** What is costly to make and perhaps never asked for: it is made when somebody asks first. */
export function lazily<T>(make: () => T): () => T {
  let made: { readonly it: T } | null = null;
  return () => (made ??= { it: make() }).it;
}

/**
 * A pure function that keeps what it made for a text, for what is costly and asked for again and again. When `most` texts are
 * kept it begins anew: who sends ever other texts fills no memory.
 */
export function remembered<T>(make: (key: string) => T, most = 100): (key: string) => T {
  const made = new Map<string, T>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    if (made.size >= most) made.clear();
    const fresh = make(key);
    made.set(key, fresh);
    return fresh;
  };
}

/** A pure function of an object that does not change: what it made is kept for as long as the object is there. */
export function keptWith<K extends object, T>(make: (of: K) => T): (of: K) => T {
  const made = new WeakMap<K, { readonly it: T }>();
  return (of) => {
    const known = made.get(of) ?? { it: make(of) };
    made.set(of, known);
    return known.it;
  };
}
