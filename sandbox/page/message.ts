import type { FileItem, MessageItem, PersonItem } from "../page-server/view.ts";
import type { CardAction, Note } from "../teams/types.ts";
import { api } from "./api.ts";
import { Avatar } from "./avatar.ts";
import { Card } from "./card.ts";
import { exact, time } from "./format.ts";
import { html } from "./html.ts";
import type { VNode } from "./html.ts";
import { Icon } from "./icons.ts";
import { renderMarkdown } from "./markdown.ts";
import { SignInButton } from "./sign-in-button.ts";

export interface MessageContext {
  /** Who looks. */
  readonly person: string;
  readonly people: readonly PersonItem[];
  readonly showRaw: (message: MessageItem) => void;
  readonly failed: (error: unknown) => void;
}

function SignInNote(props: {
  note: Note & { kind: "sign-in" };
  message: MessageItem;
  context: MessageContext;
}): VNode {
  const { note, message, context } = props;
  return html`<div class="note note-sign-in" role="status" data-testid="sign-in">
    <span>${note.text}</span>
    <${SignInButton}
      title=${note.title}
      url=${note.url}
      onCode=${(code: string) => api.signedIn(context.person, message.id, code)}
      onFailed=${context.failed}
    />
  </div>`;
}

function NoteLine(props: { note: Note; message: MessageItem; context: MessageContext }): VNode {
  const { note } = props;
  if (note.kind === "sign-in") return html`<${SignInNote} ...${props} note=${note} />`;
  return html`<div
    class=${`note note-${note.kind}`}
    role=${note.kind === "error" ? "alert" : "status"}
    data-testid=${`note-${note.kind}`}
  >
    ${note.kind === "error" && html`<${Icon} name="warning" />`}
    <span>${note.text}</span>
  </div>`;
}

function Text({ message }: { message: MessageItem }): VNode {
  if (message.author === null && message.textFormat !== "plain") {
    const markup = { __html: renderMarkdown(message.text) };
    return html`<div class="text markdown" dangerouslySetInnerHTML=${markup}></div>`;
  }
  return html`<div class="text">${message.text}</div>`;
}

/** What Teams makes of a file: the question whether it is wanted, or where it lies. */
function File(props: { file: FileItem; message: MessageItem; context: MessageContext }): VNode {
  const { file, message, context } = props;
  if (file.kind === "saved") {
    return html`<div class="file" data-testid="file-saved">
      <a href=${file.url} target="_blank" rel="noopener noreferrer">${file.name}</a>
    </div>`;
  }
  const answer = (action: "accept" | "decline"): void =>
    void api.file(context.person, message.id, action).catch(context.failed);
  return html`<div class="file" data-testid="file-offer">
    <strong>${file.name}</strong>
    <span>${file.description} (${file.size} bytes)</span>
    <span class="file-actions">
      <button class="button button-primary" onClick=${() => answer("accept")}>Accept</button>
      <button class="button" onClick=${() => answer("decline")}>Decline</button>
    </span>
  </div>`;
}

function Failed({ message, context }: { message: MessageItem; context: MessageContext }): VNode {
  return html`<div class="failed" role="alert">
    <${Icon} name="warning" /> Defender did not take this message.
    <button class="link" onClick=${() => api.resend(message.id).catch(context.failed)}>Send again</button>
  </div>`;
}

function Body({ message, context }: { message: MessageItem; context: MessageContext }): VNode {
  const act = (action: CardAction): void => {
    api.click(context.person, message.id, action).catch(context.failed);
  };
  if (message.deleted) return html`<div class="text text-deleted">This message has been deleted.</div>`;
  return html`
    ${message.text !== "" && html`<${Text} message=${message} />`}
    ${
      message.card !== null &&
      html`<${Card}
        card=${message.card}
        version=${message.cardVersion}
        busy=${message.busy}
        onAction=${act}
      />`
    }
    ${message.file !== null && html`<${File} file=${message.file} message=${message} context=${context} />`}
    ${message.note !== null && html`<${NoteLine} note=${message.note} message=${message} context=${context} />`}
    ${message.delivery === "failed" && html`<${Failed} message=${message} context=${context} />`}
  `;
}

/** An OAuth card shows nothing while the client exchanges the token by itself, and nothing after it. */
export function isShown(message: MessageItem): boolean {
  return message.signIn === "none" || message.note !== null;
}

/** One message; `compact` leaves picture and name out when the same author has just written. */
export function Message(props: { message: MessageItem; context: MessageContext; compact: boolean }): VNode {
  const { message, context, compact } = props;
  const author = context.people.find(({ key }) => key === message.author);
  const name = message.author === null ? "Defender" : (author?.name ?? "Somebody");
  const own = message.author === context.person;
  const classes = ["message", own ? "message-own" : "", compact ? "message-compact" : ""].join(" ");
  const bubble = message.card === null && message.text !== "" ? "bubble" : "bubble bubble-bare";
  return html`<article
    class=${classes}
    data-item
    data-testid="message"
    data-message=${message.id}
    data-author=${message.author ?? "bot"}
    aria-label=${`${name}, ${time(message.at)}`}
  >
    <span class="message-avatar"><${Avatar} name=${name} tone=${message.author ?? "bot"} /></span>
    <div class="message-main">
      <header class="message-head">
        <span class="message-name">${name}</span>
        ${message.author === null && html`<span class="badge">App</span>`}
        <time title=${exact(message.at)}>${time(message.at)}</time>
        ${message.edited && html`<span class="edited" data-testid="edited">Edited</span>`}
        ${
          message.card !== null &&
          html`<button
            class="icon-button raw-button"
            aria-label="Show the card's JSON"
            title="Card JSON"
            data-testid="show-raw"
            onClick=${() => context.showRaw(message)}
          >
            <${Icon} name="code" />
          </button>`
        }
      </header>
      <div class=${bubble}><${Body} message=${message} context=${context} /></div>
    </div>
  </article>`;
}
