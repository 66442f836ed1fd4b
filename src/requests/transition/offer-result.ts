import { CardRefs } from "../../messaging/card-actions.ts";
import { factsCard } from "../../messaging/facts-card.ts";
import { postNotice } from "../../messaging/new-post.ts";
import { say } from "../../texts/text.ts";
import { askersPlace } from "./notify.ts";
import { changeCommand } from "../change-commands.ts";
import type { Deps } from "../deps.ts";
import type { Request } from "../machine/request.ts";
import type { Tx } from "../rows.ts";

/**
 * What a request has brought is offered where it was asked, by a button: who asked alone can fetch it, with their own
 * token and in their 1:1 chat. What it leads to is in no store.
 */
export async function offerResult(deps: Deps, tx: Tx, before: Request, after: Request): Promise<void> {
  // Of several steps each brings its own.
  if (after.steps !== undefined || after.state !== "Succeeded" || before.state === "Succeeded") return;
  const { brings } = changeCommand(deps, after.command);
  if (brings === undefined) return;
  const { id, target, requester } = after;
  const refs = new CardRefs(deps.ids.uuid(), deps.commands);
  const buttons = [refs.button(brings.title, brings.command, { id })];
  await refs.save(tx, deps.clock.now());
  const heading = say("results.resultReady", { what: brings.ready, target: target.name });
  const intro = say("results.resultFor", { upn: requester.upn, id });
  await postNotice(deps, tx, await askersPlace(tx, after), factsCard({ heading, intro, buttons }, heading), {
    asker: requester.oid,
  });
}
