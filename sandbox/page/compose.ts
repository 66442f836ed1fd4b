import { useEffect, useRef, useState } from "preact/hooks";
import type { CommandHint, ExtensionItem, PersonItem } from "../page-server/view.ts";
import type { Found } from "../teams/types.ts";
import { Draft, Extension, useUnfurled } from "./extension.ts";
import type { Ask } from "./extension.ts";
import type { Along } from "./api.ts";
import { Attach, FileChip } from "./attach.ts";
import { html } from "./html.ts";
import type { VNode } from "./html.ts";
import { Icon } from "./icons.ts";
import { SignInButton } from "./sign-in-button.ts";

const MAX_HINTS = 6;

/** Commands that begin like the first word typed; none once a second word has begun. */
function hintsFor(commands: readonly CommandHint[], text: string): readonly CommandHint[] {
  const typed = text.trimStart().toLowerCase();
  if (typed.includes(" ") || typed.includes("\n")) return [];
  const hits = commands.filter(
    ({ title }) => title.toLowerCase().startsWith(typed) && title.toLowerCase() !== typed,
  );
  return hits.slice(0, MAX_HINTS);
}

/** `@An` at the end of what is typed, as the name that it begins. */
const MENTION = /(?<=^|[\s:])@([\p{L} ]{0,40})$/u;

/** People of the conversation whose name begins like what stands behind the last `@`. */
function peopleFor(people: readonly PersonItem[], text: string): readonly CommandHint[] {
  const typed = MENTION.exec(text)?.[1]?.toLowerCase();
  if (typed === undefined) return [];
  const hits = people.filter(({ name }) => name.toLowerCase().startsWith(typed));
  return hits.slice(0, MAX_HINTS).map(({ name, upn }) => ({ title: `@${name}`, description: upn }));
}

function Hints(props: {
  hints: readonly CommandHint[];
  chosen: number;
  listId: string;
  onPick: (hint: CommandHint) => void;
}): VNode {
  return html`<ul
    class="hints"
    role="listbox"
    id=${props.listId}
    aria-label="Suggestions"
    data-testid="hints"
  >
    ${props.hints.map(
      (hint, index) =>
        html`<li
          key=${hint.title}
          id=${`${props.listId}-${index}`}
          role="option"
          aria-selected=${index === props.chosen}
          onPointerDown=${(event: Event) => {
            event.preventDefault();
            props.onPick(hint);
          }}
        >
          <span class="hint-title">${hint.title}</span>
          <span class="hint-text">${hint.description}</span>
        </li>`,
    )}
  </ul>`;
}

/**
 * Box for a new message. Enter sends, Shift+Enter begins a line; the list of commands opens while the first word is
 * typed, that of people behind an `@`, arrow keys move in it, Tab takes the chosen one, Escape closes it. A card that the
 * app's search finds, or that a link unfurls to, goes with the message.
 */
export function Compose(props: {
  commands: readonly CommandHint[];
  place: string;
  /** Channels and group chats: the bot hears only what mentions it. */
  mentions: boolean;
  /** Who can be mentioned. */
  people: readonly PersonItem[];
  extension: ExtensionItem;
  /** Asks the app, from this conversation. */
  ask: Ask;
  autoFocus: boolean;
  onSend: (text: string, mention: boolean, along: Along) => Promise<void>;
  onCancel?: () => void;
}): VNode {
  const [text, setText] = useState("");
  const [mention, setMention] = useState(true);
  const [closed, setClosed] = useState(true);
  const [chosen, setChosen] = useState(0);
  const [listId] = useState(() => `hints-${crypto.randomUUID().slice(0, 8)}`);
  const [searching, setSearching] = useState(false);
  const [inserted, setInserted] = useState<Found | null>(null);
  const [file, setFile] = useState<NonNullable<Along["file"]> | null>(null);
  const unfurled = useUnfurled(text, props.extension, props.ask);
  const draft = inserted ?? unfurled.found;
  const box = useRef<HTMLTextAreaElement>(null);
  const people = peopleFor(props.people, text);
  const commands = people.length > 0 ? people : hintsFor(props.commands, text);
  const hints = closed || !mention ? [] : commands;

  useEffect(() => {
    if (props.autoFocus) box.current?.focus();
  }, []);
  useEffect(() => {
    const area = box.current;
    if (area === null) return;
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight, 180)}px`;
  }, [text]);

  function pick(hint: CommandHint): void {
    const before = people.length > 0 ? text.replace(MENTION, "") : "";
    setText(`${before}${hint.title} `);
    setClosed(true);
    box.current?.focus();
  }

  function send(): void {
    const typed = text.trim();
    if (typed === "" && draft === null && file === null) return;
    setText("");
    setFile(null);
    setInserted(null);
    setClosed(true);
    const along = { ...(draft !== null && { card: draft.card }), ...(file !== null && { file }) };
    // Nobody is mentioned in a message that has a card and no words.
    props.onSend(typed, mention && typed !== "", along).catch(() => {
      setText(typed);
      setFile(file);
      setInserted(draft);
    });
  }

  function insert(found: Found): void {
    setInserted(found);
    setSearching(false);
    box.current?.focus();
  }

  function takeOff(): void {
    if (inserted === null) unfurled.takeOff();
    setInserted(null);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const hint = hints[chosen];
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    } else if (event.key === "Escape") {
      if (hints.length > 0) setClosed(true);
      else props.onCancel?.();
    } else if (hint !== undefined && event.key === "Tab" && !event.shiftKey && text !== "") {
      event.preventDefault();
      pick(hint);
    } else if (hints.length > 0 && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      setChosen((chosen + (event.key === "ArrowDown" ? 1 : hints.length - 1)) % hints.length);
    }
  }

  function onInput(event: { currentTarget: HTMLTextAreaElement }): void {
    setText(event.currentTarget.value);
    setClosed(event.currentTarget.value === "");
    setChosen(0);
  }

  return html`<div class="compose">
    ${hints.length > 0 && html`<${Hints} hints=${hints} chosen=${chosen} listId=${listId} onPick=${pick} />`}
    ${
      searching &&
      html`<${Extension}
        searches=${props.extension.searches}
        ask=${props.ask}
        onInsert=${insert}
        onClose=${() => setSearching(false)}
      />`
    }
    ${draft !== null && html`<${Draft} found=${draft} onTakeOff=${takeOff} />`}
    ${
      draft === null &&
      unfurled.signIn !== null &&
      html`<div class="note note-sign-in" data-testid="sign-in">
        <span>Sign in to see what the link leads to.</span>
        <${SignInButton}
          title=${unfurled.signIn.title}
          url=${unfurled.signIn.url}
          onCode=${unfurled.signedIn}
          onFailed=${() => {}}
        />
      </div>`
    }
    <${FileChip} file=${file} onTakeOff=${() => setFile(null)} />
    <div class="compose-box">
      ${
        props.mentions &&
        html`<button
          class="mention-toggle"
          aria-pressed=${mention}
          title=${mention ? "Defender is mentioned and will answer" : "Without a mention Defender doesn't see this"}
          onClick=${() => setMention(!mention)}
        >
          @Defender
        </button>`
      }
      <textarea
        ref=${box}
        rows="1"
        data-testid="compose"
        aria-label=${`Message in ${props.place}`}
        aria-autocomplete="list"
        aria-controls=${hints.length > 0 ? listId : undefined}
        aria-activedescendant=${hints.length > 0 ? `${listId}-${chosen}` : undefined}
        placeholder=${props.mentions ? "Type a command" : "Type a command, or help"}
        value=${text}
        onInput=${onInput}
        onKeyDown=${onKeyDown}
        onBlur=${() => setClosed(true)}
      ></textarea>
      <${Attach} onFile=${setFile} />
      <button
        class="icon-button"
        aria-label="Search Defender for a card"
        title="Search Defender for a card"
        aria-expanded=${searching}
        data-testid="open-search"
        onClick=${() => setSearching(!searching)}
      >
        <${Icon} name="find" />
      </button>
      <button
        class="icon-button send"
        aria-label="Send"
        data-testid="send"
        disabled=${text.trim() === "" && draft === null && file === null}
        onClick=${send}
      >
        <${Icon} name="send" />
      </button>
    </div>
  </div>`;
}
