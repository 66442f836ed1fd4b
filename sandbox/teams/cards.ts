import { isRecord, textOf } from "./types.ts";
import type { CardAction, ChannelPerson, Json } from "./types.ts";

function* walk(node: unknown): Generator<Json> {
  if (Array.isArray(node)) {
    for (const child of node) yield* walk(child);
  } else if (isRecord(node)) {
    yield node;
    // `refresh` holds an action that is not a button.
    for (const [key, child] of Object.entries(node))
      if (key !== "refresh" && key !== "data") yield* walk(child);
  }
}

/** Every button of a card that sends something, also those inside of containers and shown cards. */
export function buttonsOf(card: unknown): readonly Json[] {
  return [...walk(card)].filter(({ type }) => type === "Action.Execute" || type === "Action.Submit");
}

/** Titles of those buttons, in order. */
export function buttonTitles(card: unknown): readonly string[] {
  return buttonsOf(card).map((button) => textOf(button["title"]) ?? "");
}

/** All text that a card shows, one line per element: for tests and previews. */
export function cardText(card: unknown): string {
  const lines: string[] = [];
  for (const node of walk(card)) {
    if (node["type"] === "TextBlock" || node["type"] === "TextRun") lines.push(textOf(node["text"]) ?? "");
    else if (node["type"] === "CodeBlock") lines.push(textOf(node["codeSnippet"]) ?? "");
    else if (node["type"] === undefined && typeof node["value"] === "string" && "title" in node) {
      lines.push(`${String(node["title"])}: ${node["value"]}`);
    }
  }
  return lines.filter((line) => line !== "").join("\n");
}

/** The action that a click on the button sends, with the inputs' default values and the given ones merged in. */
export function actionOf(card: unknown, title: string, inputs: Json = {}): CardAction | null {
  const button = buttonsOf(card).find((candidate) => candidate["title"] === title);
  if (button === undefined) return null;
  const defaults: Record<string, unknown> = {};
  if (button["associatedInputs"] !== "none") {
    for (const { type, id, value } of walk(card)) {
      if (typeof type === "string" && type.startsWith("Input.") && typeof id === "string")
        defaults[id] = value ?? "";
    }
  }
  const id = textOf(button["id"]);
  const verb = textOf(button["verb"]);
  return {
    type: button["type"] === "Action.Submit" ? "Action.Submit" : "Action.Execute",
    title,
    ...(id === null ? {} : { id }),
    ...(verb === null ? {} : { verb }),
    data: { ...defaults, ...(isRecord(button["data"]) ? button["data"] : {}), ...inputs },
  };
}

/**
 * The refresh that the client does by itself when this person views the card; null when there is none for them.
 * Without `userIds` it goes for everybody in conversations of up to 60.
 */
export function refreshFor(card: unknown, person: ChannelPerson, memberCount: number): CardAction | null {
  if (!isRecord(card) || !isRecord(card["refresh"])) return null;
  const { action, userIds } = card["refresh"];
  if (!isRecord(action) || action["type"] !== "Action.Execute") return null;
  const listed = Array.isArray(userIds)
    ? userIds.some((id) => id === person.teamsId || id === `8:orgid:${person.oid}`)
    : memberCount <= 60;
  if (!listed) return null;
  const verb = textOf(action["verb"]);
  const id = textOf(action["id"]);
  return {
    type: "Action.Execute",
    ...(verb === null ? {} : { verb }),
    ...(id === null ? {} : { id }),
    data: isRecord(action["data"]) ? action["data"] : {},
  };
}
