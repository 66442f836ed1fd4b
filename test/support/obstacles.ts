import type { Content } from "../../src/messaging/content.ts";
import { textOf, type Harness } from "./harness.ts";
import type { ConversationRef } from "../../src/messaging/conversation.ts";
import { MessengerError, type Obstacle } from "../../src/messaging/messenger.ts";
import { verbatim } from "../../src/texts/text.ts";

/** One message as Teams is asked to take it. */
export interface Attempt {
  readonly how: "post" | "edit";
  readonly to: ConversationRef;
  readonly shown: string;
}

/** What Teams does not take, and what it was asked to take. */
export interface Obstacles {
  readonly attempts: Attempt[];
  /** From now on, until `clear`: what fits meets that. */
  set(fits: (attempt: Attempt) => boolean, obstacle: Obstacle): void;
  clear(): void;
  /** Attempts in a conversation since the last `forget`. */
  at(place: { readonly id: string }): readonly Attempt[];
  forget(): void;
}

const STATUS: Readonly<Record<Obstacle, number>> = {
  passing: 503,
  throttled: 429,
  closed: 403,
  gone: 404,
  refused: 413,
  nameless: 201,
};

export function obstruct({ deps: { messenger } }: Harness): Obstacles {
  const working = { ...messenger };
  const attempts: Attempt[] = [];
  let standing: ((attempt: Attempt) => Obstacle | null) | null = null;
  function meet(how: Attempt["how"], to: ConversationRef, content: Content): void {
    const attempt = { how, to, shown: textOf(content) };
    attempts.push(attempt);
    const obstacle = standing?.(attempt) ?? null;
    if (obstacle === null) return;
    const retryAfterMs = obstacle === "throttled" ? 5_000 : null;
    const effect = obstacle === "passing" ? "unknown" : "none";
    throw new MessengerError(verbatim("no"), { status: STATUS[obstacle], effect, obstacle, retryAfterMs });
  }
  Object.assign(messenger, {
    post: async (...[to, content, replyTo]: Parameters<typeof working.post>) => {
      meet("post", to, content);
      return working.post(to, content, replyTo);
    },
    edit: async (...[at, content]: Parameters<typeof working.edit>) => {
      meet("edit", at.conversation, content);
      return working.edit(at, content);
    },
  });
  return {
    attempts,
    set: (fits, obstacle) => void (standing = (attempt) => (fits(attempt) ? obstacle : null)),
    clear: () => void (standing = null),
    at: ({ id }) => attempts.filter(({ to }) => to.id === id),
    forget: () => void attempts.splice(0),
  };
}
