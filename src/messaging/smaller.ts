import { card, type NoticeCardData } from "./card.ts";
import { text, type CardButton, type Content } from "./content.ts";
import type { Fullness } from "./delivery.ts";
import { say, type Sayable } from "../texts/text.ts";

/** What a message that can't be sent whole still has to say. */
export interface About {
  /** "Request 4F7K-2QXM": words of ours alone, should Teams stumble over those of others. */
  readonly name: Sayable;
  /** Where to look for the rest. */
  readonly look: Sayable;
  readonly buttons: readonly CardButton[];
}

/**
 * What is sent in place of a message that Teams does not take. Never a button that decides: whoever decides has to have
 * seen all of it.
 */
export function smaller(content: Content, fullness: Fullness, { name, look, buttons }: About): Content {
  if (fullness === "whole" || content.kind === "oauth") return content;
  if (content.kind === "text" && fullness === "minimal") {
    return text(say("messaging.shortened", { words: content.text, look }));
  }
  const what = content.kind === "card" ? content.summary : name;
  const title = fullness === "minimal" ? what : name;
  const words = say("messaging.notAllTaken", { look });
  return card<NoticeCardData>("notice", { title, text: words, tone: "warning", buttons }, title);
}
