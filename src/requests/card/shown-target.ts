import { lookUpArgs, nameable } from "../../messaging/look-up.ts";
import { sha256Of } from "../../shared/digest.ts";
import type { RawArgs } from "../../shared/raw-args.ts";
import { say, type Text } from "../../texts/text.ts";
import type { Request } from "../machine/request.ts";

/** The verb of the buttons that show what a request is about; the bot's room acts on it. */
export const SHOW_TARGET = "show-target";

/** The same of what else a request's card names. */
export const SHOW_NAMED = "show-named";

/** The data of such a button. */
export function namedRef(id: string, command: string, args: RawArgs): string {
  return `${id}.${sha256Of([command, args]).slice(0, 16)}`;
}

/** The command that shows what a request is about, and what stands on its button; null: there is nothing more to see. */
export function shownTarget({
  target,
  steps,
  alertId,
}: Pick<Request, "target" | "steps" | "alertId">): ShownTarget | null {
  if (steps !== undefined) return null;
  const { kind, id, name } = target;
  switch (kind) {
    case "device":
      return { title: say("opens.showDevice"), command: "device", args: { target: id } };
    case "user":
      return { title: say("opens.showUser"), command: "user", args: { target: id } };
    case "incident":
      return { title: say("incidents.one", { id }), command: "incident", args: { id } };
    case "alert":
      // The alert that it was opened from has a button of its own.
      return id === alertId ? null : { title: say("requestCard.showAlert"), command: "alert", args: { id } };
    case "indicator": {
      const named = nameable(name);
      return named === null
        ? null
        : { title: say("opens.lookUp", { value: name }), command: named.kind, args: lookUpArgs(named) };
    }
  }
}

export interface ShownTarget {
  readonly title: Text;
  readonly command: string;
  readonly args: RawArgs;
}
