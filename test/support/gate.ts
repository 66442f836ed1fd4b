import type { Transport } from "../../src/adapters/transport/index.ts";

/** What holds up calls of the bot for as long as a test wants. */
export class Gate {
  /** How many calls have waited here. */
  waiting = 0;
  #held: RegExp | null = null;
  #reached = Promise.withResolvers<void>();
  #open = Promise.withResolvers<void>();

  /** The way out with this gate in it. */
  readonly over = (transport: Transport): Transport => ({
    ...transport,
    exchange: async (wanted) => {
      if (this.#held?.test(wanted.url) === true && wanted.method === "GET") {
        this.waiting += 1;
        this.#reached.resolve();
        await this.#open.promise;
      }
      return transport.exchange(wanted);
    },
  });

  /** From now on reads of such an address wait. */
  close(url: RegExp): void {
    this.#reached = Promise.withResolvers();
    this.#open = Promise.withResolvers();
    this.#held = url;
  }

  /** When the first of them waits. */
  get reached(): Promise<void> {
    return this.#reached.promise;
  }

  open(): void {
    this.#held = null;
    this.#open.resolve();
  }
}
