import type { MessageItem } from "../page-server/view.ts";
import { day, sameDay } from "./format.ts";
import { html } from "./html.ts";
import type { VNode } from "./html.ts";
import { Icon } from "./icons.ts";
import { Message } from "./message.ts";
import type { MessageContext } from "./message.ts";

const TOGETHER_MS = 4 * 60_000;

/** Three dots while the bot works. */
export function Typing(): VNode {
  return html`<div class="typing" role="status" data-testid="typing">
    <span class="typing-dots" aria-hidden="true"><i></i><i></i><i></i></span>
    <span>Defender is working on it</span>
  </div>`;
}

/** Line between two days. */
export function DaySeparator({ at }: { at: number }): VNode {
  return html`<div class="day" role="separator"><span>${day(at)}</span></div>`;
}

/** Whether a message is the first one of its day. */
export function startsDay(message: MessageItem, before: MessageItem | undefined): boolean {
  return before === undefined || !sameDay(before.at, message.at);
}

/** What stands above the oldest message that is drawn. */
export function Earlier({ count, onShow }: { count: number; onShow: () => void }): VNode | null {
  if (count === 0) return null;
  return html`<button class="link earlier" data-testid="earlier" onClick=${onShow}>
    ${count === 1 ? "Show 1 earlier message" : `Show ${count} earlier messages`}
  </button>`;
}

/** Tells a reader who has scrolled up that there is more at the end. */
export function News({ count, onShow }: { count: number; onShow: () => void }): VNode | null {
  if (count === 0) return null;
  return html`<button class="news" data-testid="news" onClick=${onShow}>
    ${count === 1 ? "1 new message" : `${count} new messages`} <${Icon} name="down" />
  </button>`;
}

/** The messages of a chat, oldest first. */
export function ChatFeed(props: {
  messages: readonly MessageItem[];
  earlier: VNode;
  context: MessageContext;
  typing: boolean;
}): VNode {
  const { messages } = props;
  return html`<div class="feed">
    ${props.earlier}
    ${messages.flatMap((message, index) => {
      const before = messages[index - 1];
      const newDay = startsDay(message, before);
      const compact = !newDay && before?.author === message.author && message.at - before.at < TOGETHER_MS;
      return [
        newDay && html`<${DaySeparator} key=${`day-${message.id}`} at=${message.at} />`,
        html`<${Message} key=${message.id} message=${message} context=${props.context} compact=${compact} />`,
      ];
    })}
    ${props.typing && html`<${Typing} />`}
  </div>`;
}
