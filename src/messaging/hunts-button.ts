import type { RawArgs } from "../shared/raw-args.ts";
import { say } from "../texts/text.ts";
import type { Buttons } from "./card-actions.ts";
import type { CardButton } from "./content.ts";

/** The button to the hunts that can be asked about what a card shows: `device`, `user`, `file` or `alert`. */
export function huntsButton(buttons: Pick<Buttons, "button">, about: RawArgs): CardButton {
  return { ...buttons.button(say("hunting.listButton"), "hunts", about), mode: "secondary" };
}
