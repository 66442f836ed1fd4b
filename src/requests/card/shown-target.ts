import { lookUpArgs, nameable } from "../../messaging/look-up.ts";
import type { RawArgs } from "../../shared/raw-args.ts";
import { say, type Text } from "../../texts/text.ts";
import type { Request } from "../machine/request.ts";

/** The command that shows what a request is about, and what stands on its button; null: there is nothing more to see. */
export function shownTarget({ target, steps, alertId }: Request): ShownTarget | null {
  if (steps !== undefined) return null;
  const { kind, id, name } = target;
  switch (kind) {
    case "device":
      return { title: say("alerts.showDevice"), command: "device", args: { target: id } };
    case "user":
      return { title: say("alerts.showUser"), command: "user", args: { target: id } };
    case "incident":
      return { title: say("incidents.one", { id }), command: "incident", args: { id } };
    case "alert":
      // The alert that it was opened from has a button of its own.
      return id === alertId ? null : { title: say("requestCard.showAlert"), command: "alert", args: { id } };
    case "indicator": {
      const named = nameable(name);
      return named === null
        ? null
        : { title: say("alerts.lookUp", { value: name }), command: named.kind, args: lookUpArgs(named) };
    }
  }
}

export interface ShownTarget {
  readonly title: Text;
  readonly command: string;
  readonly args: RawArgs;
}
