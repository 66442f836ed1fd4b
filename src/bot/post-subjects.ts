import { text } from "../messaging/content.ts";
import type { Subjects } from "../messaging/outbox.ts";
import { retell } from "../requests/transition/told.ts";
import { say } from "../texts/text.ts";
import { alarmEverybody } from "../subscriptions/audience.ts";
import { placeWords } from "../subscriptions/place-words.ts";
import type { Deps } from "./deps.ts";
import { mayStillSee } from "./entitled.ts";
import { renderPost } from "./render-post.ts";
import type { Tx } from "./rows.ts";

/** What the delivery of messages wants to know of what they are about. */
export function postSubjects(deps: () => Deps): Subjects<Tx> {
  return {
    render: (row) => renderPost(deps(), row),
    maySee: (row) => mayStillSee(deps(), row),
    copyChanged: retell,
    async reopened(tx, place) {
      const since = place.closedSince ?? 0;
      const words = say("news.placeTakes", { place: placeWords(place), since });
      await alarmEverybody(deps(), tx, text(words), place.id);
    },
  };
}
