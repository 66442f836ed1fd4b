import { storedContent } from "../messaging/content.ts";
import type { Message } from "../messaging/outbox.ts";
import type { PostRow } from "../messaging/rows.ts";
import { stepsShown } from "../requests/card/steps-section.ts";
import { requestCard } from "../requests/card/request-card.ts";
import { say } from "../texts/text.ts";
import { Fault } from "../shared/errors.ts";
import type { Deps } from "./deps.ts";
import type { Tx } from "./rows.ts";

/** What a post shows as things are now, alerts apart. @throws Fault `invariant` */
export async function renderPost(deps: Pick<Deps, "store" | "commands">, row: PostRow): Promise<Message<Tx>> {
  if (row.kind === "notice") {
    const look = say("elsewhere.askMeAgain");
    const content = storedContent(row.subject);
    return { content, about: { name: say("elsewhere.ownMessage"), look, buttons: [] } };
  }
  const { request, halt, steps } = await deps.store.read(async (tx) => {
    const found = await tx.requests.get(row.subject);
    const shown = found === null ? null : await stepsShown(tx, found);
    return { request: found, halt: await tx.switches.halt(), steps: shown };
  });
  if (request === null) throw new Fault("invariant", "a post shows an unknown request", { post: row.id });
  const { id } = request;
  const about = {
    name: say("elsewhere.request", { id }),
    look: say("elsewhere.refreshOrType", { id }),
    buttons: [{ title: say("elsewhere.refresh"), verb: "view", ref: id }],
  };
  return { content: requestCard(request, { commands: deps.commands, halt, steps }), about };
}
