import { useState } from "preact/hooks";
import type { CommandHint, MessageItem } from "../page-server/view.ts";
import { Compose } from "./compose.ts";
import { DaySeparator, Typing } from "./feed.ts";
import { sameDay } from "./format.ts";
import { html } from "./html.ts";
import type { VNode } from "./html.ts";
import { Icon } from "./icons.ts";
import { isShown, Message } from "./message.ts";
import type { MessageContext } from "./message.ts";

const SHOWN_REPLIES = 6;

export interface ThreadProps {
  readonly context: MessageContext;
  readonly commands: readonly CommandHint[];
  readonly place: string;
  readonly onReply: (rootId: string, text: string, mention: boolean) => Promise<void>;
}

function Replies({ replies, context }: { replies: readonly MessageItem[]; context: MessageContext }): VNode {
  const [all, setAll] = useState(false);
  const hidden = all ? 0 : Math.max(0, replies.length - SHOWN_REPLIES);
  return html`
    ${
      hidden > 0 &&
      html`<button class="link more-replies" onClick=${() => setAll(true)}>
        ${hidden === 1 ? "Show 1 earlier reply" : `Show ${hidden} earlier replies`}
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
  async function send(text: string, mention: boolean): Promise<void> {
    await props.onReply(root.id, text, mention);
  }
  return html`<section class="thread" data-testid="thread" data-thread=${root.id} aria-label="Thread">
    <${Message} message=${root} context=${context} compact=${false} />
    <div class="thread-replies">
      <${Replies} replies=${props.replies} context=${context} />
      ${props.typing && html`<${Typing} />`}
      ${
        replying
          ? html`<${Compose}
              commands=${props.commands}
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
  props: ThreadProps & { messages: readonly MessageItem[]; typing: string | null | undefined },
): VNode {
  const shown = props.messages.filter(isShown);
  const roots = shown.filter(({ rootId }) => rootId === null);
  return html`<div class="feed feed-channel">
    ${roots.map((root, index) => {
      const before = roots[index - 1];
      const newDay = before === undefined || !sameDay(before.at, root.at);
      return html`
        ${newDay && html`<${DaySeparator} key=${`day-${root.id}`} at=${root.at} />`}
        <${Thread}
          key=${root.id}
          ...${props}
          root=${root}
          replies=${shown.filter(({ rootId }) => rootId === root.id)}
          typing=${props.typing === root.id}
        />
      `;
    })}
    ${props.typing === null && html`<${Typing} />`}
  </div>`;
}
