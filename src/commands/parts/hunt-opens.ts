import { hashKindOf } from "../../defender/observable.ts";
import { isReserved } from "../../defender/reserved.ts";
import type { Cell, HuntResult } from "../../defender/hunting.ts";
import { accountTarget } from "../../grammar/account-target.ts";
import { deviceTarget } from "../../grammar/args.ts";
import type { Buttons } from "../../messaging/card-actions.ts";
import type { CardButton } from "../../messaging/content.ts";
import { lookUpArgs, nameable } from "../../messaging/look-up.ts";
import { DEVICE_ID } from "../../shared/shapes.ts";
import { say } from "../../texts/text.ts";

/** How many columns are shown below the first, each with its name. */
export const SHOWN_CELLS = 2;

/** From the columns of a hunt's row that stand on a card to the cards of what they name; null: nothing that has one. */
export function opensOf(
  buttons: Pick<Buttons, "button">,
  columns: HuntResult["columns"],
  row: readonly Cell[],
): readonly (CardButton | null)[] {
  const id = row[columns.findIndex(({ name }) => /^DeviceId$/i.test(name))];
  const device = typeof id === "string" && DEVICE_ID.test(id) ? id : null;
  return columns.slice(0, 1 + SHOWN_CELLS).map(({ name }, at) => {
    const cell = row[at];
    return typeof cell === "string" ? buttonFor(buttons, name, cell, device) : null;
  });
}

/** What a cell names, by its column: the same word may be a host in one and a file in another. */
function buttonFor(
  buttons: Pick<Buttons, "button">,
  column: string,
  value: string,
  device: string | null,
): CardButton | null {
  if (/^Device(?:Name|Id)$/i.test(column)) {
    const target = device ?? value;
    return deviceTarget.parse(target) === null
      ? null
      : buttons.button(say("opens.showDevice"), "device", { target });
  }
  if (/Upn$|^AccountObjectId$/i.test(column)) {
    return accountTarget.parse(value) === null
      ? null
      : buttons.button(say("opens.showUser"), "user", { target: value });
  }
  const named =
    /Url$|Domain$|IP(?:v[46])?$|IPAddress$/i.test(column) || hashKindOf(value) !== null
      ? nameable(value)
      : null;
  if (named === null || (named.kind === "ip" && isReserved(named.value))) return null;
  const title = named.kind === "file" ? say("opens.lookUpFile") : say("opens.lookUp", { value: named.value });
  return buttons.button(title, named.kind, lookUpArgs(named));
}
