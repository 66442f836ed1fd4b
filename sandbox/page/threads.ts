import { useState } from "preact/hooks";
import type { CommandHint, ExtensionItem, MessageItem, PersonItem } from "../page-server/view.ts";
import { Compose } from "./compose.ts";
import type { Along } from "./api.ts";
import type { Ask } from "./extension.ts";
import { DaySeparator, Typing, startsDay } from "./feed.ts";
import { html } from "./html.ts";
import type { VNode } from "./html.ts";
import { Icon } from "./icons.ts";
import { Message } from "./message.ts";
import type { MessageContext } from "./message.ts";

/** Of a collapsed thread. */
const LAST_REPLIES = 2;
/** More at each click: a thread may hold hundreds of cards as well. */
const MORE_REPLIES = 20;

export interface ThreadProps {
  readonly context: MessageContext;
  readonly commands: readonly CommandHint[];
  /** Who can be mentioned. */
  readonly people: readonly PersonItem[];
  readonly place: string;
  readonly extension: ExtensionItem;
  readonly ask: Ask;
  readonly onReply: (rootId: string, text: string, mention: boolean, along: Along) => Promise<void>;
}

function Replies({ replies, context }: { replies: readonly MessageItem[]; context: MessageContext }): VNode {
  const [more, setMore] = useState(0);
  const hidden = Math.max(0, replies.length - LAST_REPLIES - more);
  return html`
    ${
      hidden > 0 &&
      html`<button
        class="link more-replies"
        data-testid="more-replies"
        onClick=${() => setMore(more + MORE_REPLIES)}
      >
        ${more === 0 ? `${replies.length} replies` : `${hidden} earlier`}
      </button>`
    }
    ${replies
      .slice(hidden)
      .map(
        (reply) => html`<${Message} key=${reply.id} message=${reply} context=${context} compact=${false} />`,
      )}
  `;
}

function Thread(
  props: ThreadProps & { root: MessageItem; replies: readonly MessageItem[]; typing: boolean },
): VNode {
  const [replying, setReplying] = useState(false);
  const { root, context } = props;
  async function send(text: string, mention: boolean, along: Along): Promise<void> {
    await props.onReply(root.id, text, mention, along);
  }
  return html`<section
    class="thread"
    data-item
    data-testid="thread"
    data-thread=${root.id}
    aria-label="Thread"
  >
    <${Message} message=${root} context=${context} compact=${false} />
    <div class="thread-replies">
      <${Replies} replies=${props.replies} context=${context} />
      ${props.typing && html`<${Typing} />`}
      ${
        replying
          ? html`<${Compose}
              commands=${props.commands}
              people=${props.people}
              extension=${props.extension}
              ask=${props.ask}
              place=${`the thread in ${props.place}`}
              mentions
              autoFocus
              onSend=${send}
              onCancel=${() => setReplying(false)}
            />`
          : html`<button class="reply" data-testid="reply" onClick=${() => setReplying(true)}>
              <${Icon} name="reply" /> Reply
            </button>`
      }
    </div>
  </section>`;
}

/** The threads of a channel, oldest first. */
export function ThreadFeed(
  props: ThreadProps & {
    roots: readonly MessageItem[];
    repliesOf: ReadonlyMap<string | null, readonly MessageItem[]>;
    earlier: VNode;
    typing: string | null | undefined;
  },
): VNode {
  const { roots } = props;
  return html`<div class="feed feed-channel">
    ${props.earlier}
    ${roots.flatMap((root, index) => [
      startsDay(root, roots[index - 1]) && html`<${DaySeparator} key=${`day-${root.id}`} at=${root.at} />`,
      html`<${Thread}
        key=${root.id}
        context=${props.context}
        commands=${props.commands}
        people=${props.people}
        extension=${props.extension}
        ask=${props.ask}
        place=${props.place}
        onReply=${props.onReply}
        root=${root}
        replies=${props.repliesOf.get(root.id) ?? []}
        typing=${props.typing === root.id}
      />`,
    ])}
    ${props.typing === null && html`<${Typing} />`}
  </div>`;
}
