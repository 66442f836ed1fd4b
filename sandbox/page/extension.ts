import { useEffect, useRef, useState } from "preact/hooks";
import type { ExtensionItem, SearchItem } from "../page-server/view.ts";
import type { ComposeAsk, Composed, Found } from "../teams/types.ts";
import { Card } from "./card.ts";
import { html } from "./html.ts";
import type { VNode } from "./html.ts";
import { Icon } from "./icons.ts";
import { SignInButton } from "./sign-in-button.ts";

/** Asked this long after the last key. */
const PAUSE_MS = 350;

/** Asks the app; `code`: of the sign-in window. */
export type Ask = (asked: ComposeAsk, code?: string) => Promise<Composed>;

type Answer = Composed | { readonly kind: "waiting" };

/** The newest answer to what is asked for at the moment; null: nothing is asked. */
function useAnswer(asked: ComposeAsk | null, ask: Ask) {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const newest = useRef(0);
  async function run(what: ComposeAsk, code?: string): Promise<void> {
    const mine = (newest.current += 1);
    setAnswer({ kind: "waiting" });
    const text = (error: unknown): string => (error instanceof Error ? error.message : "That did not work.");
    const given = await ask(what, code).catch((error: unknown): Composed => ({
      kind: "message",
      text: text(error),
    }));
    if (mine === newest.current) setAnswer(given);
  }
  useEffect(() => {
    newest.current += 1;
    setAnswer(null);
    if (asked === null) return;
    const timer = setTimeout(() => void run(asked), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [JSON.stringify(asked)]);
  return {
    answer,
    signedIn: async (code: string) => (asked === null ? undefined : run(asked, code)),
  };
}

/** What stands in place of results. */
function Told(props: {
  answer: Answer | null;
  hint: string;
  onCode: (code: string) => Promise<void>;
}): VNode {
  const { answer } = props;
  if (answer?.kind === "sign-in")
    return html`<div class="note note-sign-in" data-testid="sign-in">
      <span>Sign in to search.</span>
      <${SignInButton} title=${answer.title} url=${answer.url} onCode=${props.onCode} onFailed=${() => {}} />
    </div>`;
  const text =
    answer === null
      ? props.hint
      : answer.kind === "message"
        ? answer.text
        : answer.kind === "waiting"
          ? "…"
          : "";
  return html`<p class="extension-told" role="status" data-testid="extension-told">${text}</p>`;
}

/** The app's searches above the compose box: what is chosen is inserted as a card. */
export function Extension(props: {
  searches: readonly SearchItem[];
  ask: Ask;
  onInsert: (found: Found) => void;
  onClose: () => void;
}): VNode | null {
  const [chosen, setChosen] = useState(0);
  const [text, setText] = useState("");
  const box = useRef<HTMLInputElement>(null);
  const search = props.searches[chosen];
  const typed = text.trim();
  const idle = search === undefined || (typed === "" && !search.atOnce);
  const asked: ComposeAsk | null = idle ? null : { kind: "search", command: search.id, text: typed };
  const { answer, signedIn } = useAnswer(asked, props.ask);
  useEffect(() => box.current?.focus(), [chosen]);
  if (search === undefined) return null;
  return html`<div
    class="hints extension"
    role="dialog"
    aria-label="Search Defender"
    data-testid="extension"
    onKeyDown=${(event: KeyboardEvent) => event.key === "Escape" && props.onClose()}
  >
    <div class="extension-tabs" role="tablist">
      ${props.searches.map(
        ({ id, title }, index) =>
          html`<button
            key=${id}
            role="tab"
            aria-selected=${index === chosen}
            data-testid=${`search-${id}`}
            onClick=${() => setChosen(index)}
          >
            ${title}
          </button>`,
      )}
      <button class="icon-button" aria-label="Close the search" onClick=${props.onClose}>
        <${Icon} name="close" />
      </button>
    </div>
    <input
      ref=${box}
      type="search"
      data-testid="search"
      aria-label=${`${search.title}: ${search.hint}`}
      placeholder=${search.hint}
      value=${text}
      onInput=${(event: { currentTarget: HTMLInputElement }) => setText(event.currentTarget.value)}
    />
    ${
      answer?.kind === "found"
        ? html`<ul class="extension-list" role="listbox" aria-label="Results">
            ${answer.found.map(
              (found, index) =>
                html`<li key=${index}>
                  <button data-testid="found" onClick=${() => props.onInsert(found)}>
                    <span class="hint-title">${found.title}</span>
                    <span class="hint-text">${found.text}</span>
                  </button>
                </li>`,
            )}
          </ul>`
        : html`<${Told} answer=${answer} hint=${search.hint} onCode=${signedIn} />`
    }
  </div>`;
}

/** The first link of a text that the app unfurls. */
function linkIn(text: string, hosts: readonly string[]): string | null {
  const links = text.match(/https?:\/\/[^\s<>"]+/g) ?? [];
  return links.find((link) => hosts.includes(URL.parse(link)?.hostname ?? "")) ?? null;
}

/**
 * What a link in a message unfurls to, asked once for each; taken off, it stays off. A sign-in that it needs is offered in
 * its place.
 */
export function useUnfurled(text: string, extension: ExtensionItem, ask: Ask) {
  const link = linkIn(text, extension.hosts);
  const { answer, signedIn } = useAnswer(link === null ? null : { kind: "link", url: link }, ask);
  const [off, setOff] = useState<string | null>(null);
  const shown = link === null || link === off ? null : answer;
  return {
    found: shown?.kind === "found" ? (shown.found[0] ?? null) : null,
    signIn: shown?.kind === "sign-in" ? shown : null,
    signedIn,
    takeOff: () => setOff(link),
  };
}

/** The card that goes with the message. */
export function Draft(props: { found: Found; onTakeOff: () => void }): VNode {
  return html`<div class="draft" data-testid="draft">
    <${Card}
      card=${props.found.card}
      version=${JSON.stringify(props.found.card)}
      busy=${false}
      onAction=${() => {}}
    />
    <button
      class="icon-button"
      aria-label="Take the card off"
      data-testid="take-off"
      onClick=${props.onTakeOff}
    >
      <${Icon} name="close" />
    </button>
  </div>`;
}
