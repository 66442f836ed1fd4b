import { useCallback, useEffect, useRef } from "preact/hooks";
import type { MessageItem } from "../page-server/view.ts";
import { day, sameDay } from "./format.ts";
import { html } from "./html.ts";
import type { VNode } from "./html.ts";
import { isShown, Message } from "./message.ts";
import type { MessageContext } from "./message.ts";

const TOGETHER_MS = 4 * 60_000;
const NEAR_BOTTOM_PX = 160;

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

export interface Scroller {
  readonly ref: { current: HTMLDivElement | null };
  /** Goes to the newest message and stays there. */
  readonly toEnd: () => void;
}

/** Keeps the newest message in sight until the reader scrolls up; `trigger` changes with every message. */
export function useStickToEnd(trigger: unknown, place: string): Scroller {
  const ref = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const lastTop = useRef(0);
  useEffect(() => {
    atEnd.current = true;
  }, [place]);
  useEffect(() => {
    const element = ref.current;
    const content = element?.firstElementChild;
    if (element == null || content == null) return;
    const follow = (): void => {
      if (atEnd.current) element.scrollTop = element.scrollHeight;
    };
    const onScroll = (): void => {
      const distance = element.scrollHeight - element.scrollTop - element.clientHeight;
      // Growing content moves the end away as well; only a reader moves up.
      if (distance < NEAR_BOTTOM_PX) atEnd.current = true;
      else if (element.scrollTop < lastTop.current) atEnd.current = false;
      lastTop.current = element.scrollTop;
    };
    // Cards are drawn after the message is in place: their size counts too.
    const observer = new ResizeObserver(follow);
    observer.observe(content);
    observer.observe(element);
    element.addEventListener("scroll", onScroll, { passive: true });
    follow();
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", onScroll);
    };
  }, [trigger, place]);
  const toEnd = useCallback(() => {
    atEnd.current = true;
    if (ref.current !== null) ref.current.scrollTop = ref.current.scrollHeight;
  }, []);
  return { ref, toEnd };
}

/** The messages of a chat, oldest first. */
export function ChatFeed(props: {
  messages: readonly MessageItem[];
  context: MessageContext;
  typing: boolean;
}): VNode {
  const shown = props.messages.filter(isShown);
  return html`<div class="feed">
    ${shown.map((message, index) => {
      const before = shown[index - 1];
      const newDay = before === undefined || !sameDay(before.at, message.at);
      const compact = !newDay && before.author === message.author && message.at - before.at < TOGETHER_MS;
      return html`
        ${newDay && html`<${DaySeparator} key=${`day-${message.id}`} at=${message.at} />`}
        <${Message} key=${message.id} message=${message} context=${props.context} compact=${compact} />
      `;
    })}
    ${props.typing && html`<${Typing} />`}
  </div>`;
}
