import type { Account } from "../../defender/account.ts";
import { card } from "../../messaging/card.ts";
import type { CardButton, Content } from "../../messaging/content.ts";
import { say, type Words } from "../../texts/text.ts";
import type { PickerCardData } from "./picker.ts";

const MOST = 10;

/** Several accounts go by a name, or one by another domain: the person picks; nothing is guessed. */
export function accountPicker(
  accounts: readonly Account[],
  hint: Words,
  button: (account: Account) => CardButton,
): Content {
  const n = accounts.length;
  const heading = n === 1 ? say("choices.notSure") : say("choices.have", { n });
  const rows = accounts.slice(0, MOST).map((account) => ({
    title: account.name,
    facts: [
      { label: "UPN", value: account.upn },
      { label: say("people.department"), value: account.department ?? say("people.none") },
      {
        label: say("people.account"),
        value: account.enabled === false ? say("people.disabled") : say("people.enabled"),
      },
      { label: say("people.objectId"), value: account.id },
    ],
    button: button(account),
  }));
  return card<PickerCardData>("picker", { heading, hint, rows }, heading);
}
