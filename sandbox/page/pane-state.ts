import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { ConversationItem, MessageItem, PageEvent, TenantItem } from "../page-server/view.ts";
import { api, follow } from "./api.ts";

const TYPING_FOR_MS = 12_000;
const TOGETHER_MS = 60;

export interface PaneState {
  readonly conversations: readonly ConversationItem[];
  readonly messages: readonly MessageItem[];
  /** True until the messages of the conversation have come. */
  readonly loading: boolean;
  /** Thread (or null: the chat itself) in which the bot is at work; undefined: it isn't. */
  readonly typing: string | null | undefined;
}

function merge(
  messages: readonly MessageItem[],
  changed: ReadonlyMap<string, MessageItem>,
): readonly MessageItem[] {
  const known = new Set(messages.map(({ id }) => id));
  const kept = messages.map((message) => changed.get(message.id) ?? message);
  const added = [...changed.values()].filter(({ id }) => !known.has(id));
  return added.length === 0 ? kept : [...kept, ...added].toSorted((a, b) => Number(a.id) - Number(b.id));
}

/** Hands on what has come in a moment as one change: a storm of cards must not draw the page anew for each. */
function createBatch(take: (changed: ReadonlyMap<string, MessageItem>) => void) {
  let waiting = new Map<string, MessageItem>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  function flush(): void {
    const changed = waiting;
    waiting = new Map();
    timer = null;
    take(changed);
  }
  return {
    add(message: MessageItem): void {
      waiting.set(message.id, message);
      timer ??= setTimeout(flush, TOGETHER_MS);
    },
    drop(): void {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      waiting.clear();
    },
  };
}

/** What one pane shows: follows the person, and holds the messages of the open conversation. */
export function usePane(
  person: string,
  conversation: string | null,
  onTenant: (tenant: TenantItem) => void,
  onNews: (message: MessageItem) => void,
): PaneState {
  const [conversations, setConversations] = useState<readonly ConversationItem[]>([]);
  const [messages, setMessages] = useState<readonly MessageItem[]>([]);
  const [loading, setLoading] = useState(true);
  const [typing, setTyping] = useState<string | null | undefined>(undefined);
  const open = useRef({ person, conversation });
  open.current = { person, conversation };
  const newest = useRef(Date.now());

  const load = useCallback(() => {
    const wanted = open.current;
    if (wanted.conversation === null) return;
    api.messages(wanted.person, wanted.conversation).then(
      (list) => {
        if (open.current.person !== wanted.person || open.current.conversation !== wanted.conversation)
          return;
        setMessages(list);
        setLoading(false);
      },
      () => setLoading(false),
    );
  }, []);

  useEffect(() => {
    setMessages([]);
    setTyping(undefined);
    setLoading(conversation !== null);
    load();
  }, [person, conversation]);

  useEffect(() => {
    if (typing === undefined) return;
    const timer = setTimeout(() => setTyping(undefined), TYPING_FOR_MS);
    return () => clearTimeout(timer);
  }, [typing]);

  useEffect(() => {
    const batch = createBatch((changed) => {
      const { conversation: here } = open.current;
      const mine = [...changed].filter(([, message]) => message.conversationId === here);
      setMessages((list) => merge(list, new Map(mine)));
    });
    function told(event: PageEvent): void {
      switch (event.kind) {
        case "tenant":
          return onTenant(event.tenant);
        case "conversations":
          return setConversations(event.conversations);
        case "reset":
          batch.drop();
          setMessages([]);
          return load();
        case "typing":
          if (event.conversationId === open.current.conversation)
            setTyping(event.on ? event.rootId : undefined);
          return;
        case "message":
          if (event.message.conversationId === open.current.conversation) {
            batch.add(event.message);
            if (event.message.author === null) setTyping(undefined);
          } else if (event.message.at > newest.current && event.message.author !== person) {
            newest.current = event.message.at;
            onNews(event.message);
          }
      }
    }
    const stop = follow(person, load, told);
    return () => {
      batch.drop();
      stop();
    };
  }, [person]);

  return { conversations, messages, loading, typing };
}
