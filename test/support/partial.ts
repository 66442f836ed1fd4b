/** As much of something as is used: to ask it for more is a fault of the test. */
export function partial<T extends object>(part: Partial<T>): T {
  return new Proxy(part, {
    get(target, name) {
      // Whoever awaits it asks whether it is a promise.
      if (name in target || typeof name === "symbol" || name === "then") return Reflect.get(target, name);
      throw new Error(`${name} is not there: it is not expected to be used`);
    },
  }) as T;
}
