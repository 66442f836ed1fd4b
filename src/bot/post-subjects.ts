import type { Subjects } from "../messaging/outbox.ts";
import { retell } from "../requests/transition/told.ts";
import type { Deps } from "./deps.ts";
import { mayStillSee } from "./entitled.ts";
import { renderPost } from "./render-post.ts";
import type { Tx } from "./rows.ts";
import { tellReopened } from "./watch-conversations.ts";

/** What the delivery of messages wants to know of what they are about. */
export function postSubjects(deps: () => Deps): Subjects<Tx> {
  return {
    render: (row) => renderPost(deps(), row),
    maySee: (row) => mayStillSee(deps(), row),
    copyChanged: retell,
    reopened: (tx, place) => tellReopened(deps(), tx, place),
  };
}
