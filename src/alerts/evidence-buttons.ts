import type { Alert, Evidence } from "../defender/alert.ts";
import { observablesIn } from "../defender/evidence.ts";
import { domainOf, hashKindOf, type Observable } from "../defender/observable.ts";
import { isReserved } from "../defender/reserved.ts";
import { accountTarget } from "../grammar/account-target.ts";
import { lookUpArgs } from "../messaging/look-up.ts";
import type { Buttons } from "../messaging/card-actions.ts";
import type { CardButton } from "../messaging/content.ts";
import { say } from "../texts/text.ts";

/** More of them would hide the evidence that they belong to. */
const MOST_LOOK_UPS = 3;
const UPN = /^[^\s@"'<>\\]{1,200}@[^\s@"'<>\\]{1,255}$/;

/** From a piece of evidence to the card of each thing that it names, and `Block` for the first that can be blocked. */
export function lookUpButtons(buttons: Buttons, alert: Alert, piece: Evidence): readonly CardButton[] {
  const found = namedIn(piece).slice(0, MOST_LOOK_UPS);
  const blockable = found.find(({ kind, value }) => kind !== "ip" || !isReserved(value))?.value;
  const onDevice = piece.process?.deviceId ?? null;
  return [
    ...found.map((one) => lookUp(buttons, one)),
    ...peopleIn(piece).map((target) => buttons.button(say("opens.showUser"), "user", { target })),
    ...(onDevice === null || onDevice === alert.deviceId
      ? []
      : [buttons.button(say("opens.showDevice"), "device", { target: onDevice })]),
    ...(blockable === undefined
      ? []
      : buttons.changeButtons("finding", { value: blockable, fromAlert: alert.id }, blockable)),
  ];
}

type Named = Pick<Observable, "kind" | "value">;

/** A name without a scheme is a domain where the evidence says so; elsewhere `cmd.exe` would be one. */
function namedIn(piece: Evidence): readonly Named[] {
  const found: readonly Named[] = observablesIn([piece]);
  const domain = /^(dns|domain|host)/i.test(piece.type) ? domainOf(piece.headline) : null;
  const sha256 = [piece.headline, ...piece.facts.map(([, value]) => value)].find(
    (value) => hashKindOf(value) === "sha256",
  );
  const hash = piece.sha1 ?? sha256?.toLowerCase();
  return [
    ...found,
    ...(domain === null ? [] : [{ kind: "domain", value: domain } as const]),
    ...(hash === undefined || found.some(({ kind }) => kind === "file")
      ? []
      : [{ kind: "file", value: hash } as const]),
  ];
}

function lookUp(buttons: Buttons, { kind, value }: Named): CardButton {
  const title = kind === "file" ? say("opens.lookUpFile") : say("opens.lookUp", { value });
  return buttons.button(title, kind, lookUpArgs({ kind, value }));
}

/** The first account that Entra would know by that name; of none so named, the first that Windows would. */
function peopleIn({ type, headline, facts }: Evidence): readonly string[] {
  if (!/^(user|mailbox|process)/i.test(type)) return [];
  const values = [headline, ...facts.map(([, value]) => value)];
  const found = values.find((value) => UPN.test(value)) ?? values.find(isShortName);
  return found === undefined ? [] : [found];
}

function isShortName(value: string): boolean {
  return !/^HKEY_/i.test(value) && accountTarget.parse(value)?.by === "short-name";
}

/** How many of those who were logged on are shown. */
const MOST_PEOPLE = 6;

/** From who was logged on to their card, as far as a directory may know them by that name. */
export function loggedOnButtons(buttons: Buttons, names: readonly string[]): readonly CardButton[] {
  return names
    .filter(isShortName)
    .slice(0, MOST_PEOPLE)
    .map((name) => buttons.button(say("opens.openPerson", { name }), "user", { target: name }));
}
