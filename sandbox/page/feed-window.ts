import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

/** A channel may hold hundreds of cards; only those around the reader are drawn. */
const PAGE = 30;
/** How many new items are shown below a reader who has scrolled up; of the others only the number is told. */
const BELOW = 15;
const NEAR_END_PX = 160;
const NEAR_START_PX = 400;

interface Item {
  readonly id: string;
}

/** What a reader who has left the end looks at; null: whoever is at the end sees the newest page. */
interface Place {
  /** First item shown. */
  readonly first: string;
  /** The newest item when the reader left the end. */
  readonly left: string;
  /** How many items are shown after that one. */
  readonly below: number;
}

interface Cut {
  readonly from: number;
  readonly to: number;
  /** Items that came since the reader left the end. */
  readonly news: number;
}

function cut(items: readonly Item[], place: Place | null): Cut {
  const end = items.length;
  if (place === null) return { from: Math.max(0, end - PAGE), to: end, news: 0 };
  const from = items.findIndex(({ id }) => id === place.first);
  const left = items.findLastIndex(({ id }) => id === place.left);
  const to = left < 0 ? end : Math.min(end, left + 1 + place.below);
  return { from: from < 0 ? Math.max(0, to - PAGE) : from, to, news: left < 0 ? 0 : end - 1 - left };
}

export interface FeedWindow<T> {
  /** Goes on the element that scrolls; its first child is what is measured. */
  readonly ref: { current: HTMLDivElement | null };
  readonly shown: readonly T[];
  /** Items before those shown. */
  readonly earlier: number;
  /** Items that came since the reader scrolled up. */
  readonly news: number;
  readonly showEarlier: () => void;
  /** Goes to the newest item and stays there. */
  readonly toEnd: () => void;
}

/**
 * The part of a feed that is drawn. Whoever is at the end stays there, however tall the newest card; whoever has
 * scrolled up keeps their place, whatever comes before or after it.
 */
export function useFeedWindow<T extends Item>(items: readonly T[]): FeedWindow<T> {
  const ref = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<Place | null>(null);
  const { from, to, news } = cut(items, place);
  const now = useRef({ items, place, from, to });
  now.current = { items, place, from, to };
  /** Where on the screen an item was before others were put above it. */
  const held = useRef<{ element: Element; top: number } | null>(null);
  const lastTop = useRef(0);

  const leave = useCallback((first: number) => {
    const { items: all, place: before } = now.current;
    const [top, newest] = [all[Math.max(0, first)], all.at(-1)];
    if (top === undefined || newest === undefined) return;
    setPlace({ left: newest.id, below: BELOW, ...before, first: top.id });
  }, []);
  const showEarlier = useCallback(() => {
    const element = ref.current?.querySelector("[data-item]");
    if (element == null || now.current.from === 0) return;
    held.current = { element, top: element.getBoundingClientRect().top };
    leave(now.current.from - PAGE);
  }, []);
  const toEnd = useCallback(() => {
    setPlace(null);
    if (ref.current !== null) ref.current.scrollTop = ref.current.scrollHeight;
  }, []);

  useLayoutEffect(() => {
    const { element, top } = held.current ?? {};
    held.current = null;
    const scroller = ref.current;
    if (scroller === null) return;
    if (element !== undefined) scroller.scrollTop += element.getBoundingClientRect().top - (top ?? 0);
    else if (place === null) scroller.scrollTop = scroller.scrollHeight;
    lastTop.current = scroller.scrollTop;
  }, [from, place === null]);

  useEffect(() => {
    const scroller = ref.current;
    const content = scroller?.firstElementChild;
    if (scroller == null || content == null) return;
    const onScroll = (): void => {
      const distance = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
      const upwards = scroller.scrollTop < lastTop.current;
      // Not the reader's doing, but what was just put right above.
      if (scroller.scrollTop === lastTop.current) return;
      lastTop.current = scroller.scrollTop;
      const { items: all, place: here } = now.current;
      // Growing content moves the end away as well; only a reader moves up.
      if (here === null) {
        if (upwards && distance >= NEAR_END_PX) leave(now.current.from);
      } else if (distance < NEAR_END_PX) {
        if (now.current.to === all.length) setPlace(null);
        else setPlace({ ...here, below: here.below + PAGE });
      }
      if (upwards && scroller.scrollTop < NEAR_START_PX) showEarlier();
    };
    // Cards grow when they are drawn, and on clicks: their size counts too.
    const observer = new ResizeObserver(() => {
      if (now.current.place === null) scroller.scrollTop = scroller.scrollHeight;
    });
    observer.observe(content);
    observer.observe(scroller);
    scroller.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      observer.disconnect();
      scroller.removeEventListener("scroll", onScroll);
    };
  }, [items.length === 0]);

  return { ref, shown: items.slice(from, to), earlier: from, news, showEarlier, toEnd };
}
