import type { ConversationItem, PersonItem } from "../page-server/view.ts";
import { Avatar } from "./avatar.ts";
import { brief } from "./format.ts";
import { html } from "./html.ts";
import type { VNode } from "./html.ts";
import { Icon } from "./icons.ts";

/** "Acting as": a native select under a picture of the person, so that keyboard and screen readers just work. */
function PersonPicker(props: {
  people: readonly PersonItem[];
  person: PersonItem;
  onPick: (key: string) => void;
}): VNode {
  const { people, person } = props;
  const roles = person.roles.length === 0 ? "No app role" : person.roles.join(", ");
  return html`<label class="person">
    <${Avatar} name=${person.name} tone=${person.key} />
    <span class="person-text" aria-hidden="true">
      <span class="person-name">${person.name}</span>
      <span class="person-roles">${roles}</span>
    </span>
    <span class="person-caret" aria-hidden="true"></span>
    <select
      data-testid="person-picker"
      aria-label="Acting as"
      value=${person.key}
      onChange=${(event: { currentTarget: HTMLSelectElement }) => props.onPick(event.currentTarget.value)}
    >
      ${people.map(
        ({ key, name, roles: own }) =>
          html`<option value=${key} selected=${key === person.key}>
            ${name}${own.length > 0 ? ` – ${own.join(", ")}` : " – no app role"}
          </option>`,
      )}
    </select>
  </label>`;
}

function Mark({ item }: { item: ConversationItem }): VNode {
  if (item.kind === "personal") return html`<${Avatar} name="Defender" tone="bot" small />`;
  const name = item.kind === "channel" ? "channel" : "group";
  return html`<span class="avatar avatar-small avatar-place" aria-hidden="true"
    ><${Icon} name=${name}
  /></span>`;
}

function Entry(props: { item: ConversationItem; current: boolean; onOpen: () => void }): VNode {
  const { item, current } = props;
  const unread = item.unread > 0 && !current;
  return html`<li>
    <button
      class=${`entry${current ? " entry-current" : ""}${unread ? " entry-unread" : ""}`}
      data-testid="conversation"
      data-conversation=${item.alias}
      aria-label=${unread ? `${item.name}, ${item.unread} unread` : item.name}
      aria-current=${current ? "page" : undefined}
      onClick=${props.onOpen}
    >
      <${Mark} item=${item} />
      <span class="entry-text">
        <span class="entry-line">
          <span class="entry-name">${item.name}</span>
          ${item.lastAt !== null && html`<span class="entry-time">${brief(item.lastAt)}</span>`}
        </span>
        <span class="entry-preview">${item.preview || "No messages yet"}</span>
      </span>
      ${unread && html`<span class="dot"></span>`}
    </button>
  </li>`;
}

/** Left rail: who is acting, chats, and the team's channels. */
export function Rail(props: {
  people: readonly PersonItem[];
  person: PersonItem;
  conversations: readonly ConversationItem[];
  current: string | null;
  onPick: (key: string) => void;
  onOpen: (id: string) => void;
}): VNode {
  const entry = (item: ConversationItem): VNode =>
    html`<${Entry}
      key=${item.id}
      item=${item}
      current=${item.id === props.current}
      onOpen=${() => props.onOpen(item.id)}
    />`;
  const chats = props.conversations.filter(({ kind }) => kind !== "channel");
  const channels = props.conversations.filter(({ kind }) => kind === "channel");
  return html`<nav class="rail" aria-label="Conversations">
    <${PersonPicker} people=${props.people} person=${props.person} onPick=${props.onPick} />
    <div class="rail-list">
      <h2 class="rail-title">Chats</h2>
      <ul>
        ${chats.map(entry)}
      </ul>
      <h2 class="rail-title">${channels[0]?.teamName ?? "Channels"}</h2>
      <ul>
        ${channels.map(entry)}
      </ul>
    </div>
  </nav>`;
}
