import { isList } from "../../messaging/content.ts";
import type { SpokenButton, SpokenData } from "../../messaging/spoken.ts";
import { TICKED } from "../../messaging/ticks.ts";
import type { Tongue } from "../../texts/render.ts";
import { Fault } from "../../shared/errors.ts";

/**
 * Parts that are the same on every card that has them, and are put together here: in a template each of their lines would be
 * evaluated for itself, and the ticks of a list would take half as long as its rows.
 */

/** An Adaptive Card, ready to be attached. */
export interface AdaptiveCard extends Readonly<Record<string, unknown>> {
  readonly type: "AdaptiveCard";
  readonly version: "1.5";
}

type Element = Readonly<Record<string, unknown>>;

/** Makes of the data what stands where the template says so: `{ "part": "ticks" }` in its body. */
type Part = (data: SpokenData, tongue: Tongue) => readonly Element[];
const PARTS: Readonly<Record<string, Part>> = { ticks };

/** The card with its parts in their places, and at its end what it names that nothing on it leads to. */
export function withParts(card: AdaptiveCard, data: SpokenData, tongue: Tongue): AdaptiveCard {
  const body = (card["body"] as readonly Element[]).flatMap((element) => {
    const { part } = element;
    return typeof part === "string" ? partOf(part)(data, tongue) : element;
  });
  return { ...card, body: [...body, ...names(data, tongue)] };
}

function partOf(name: string): Part {
  const part = PARTS[name];
  if (part === undefined) throw new Fault("card", "a card names a part that there is not", { part: name });
  return part;
}

/** Rows to tick, folded, and what can be done about those that are. */
function ticks({ ticks: data }: SpokenData, { catalogue }: Tongue): readonly Element[] {
  if (typeof data !== "object" || data === null || isList(data)) return [];
  const { choices, buttons } = data;
  // A card that had to be shortened may have left none of them.
  if (!isList(choices) || choices.length === 0 || !isList(buttons)) return [];
  const fold = {
    type: "Action.ToggleVisibility",
    title: catalogue.teams.tickRows,
    targetElements: ["ticks"],
  };
  const input = {
    type: "Input.ChoiceSet",
    id: TICKED,
    label: catalogue.teams.tickWhich,
    isMultiSelect: true,
    style: "expanded",
    wrap: true,
    choices: (choices as readonly SpokenData[]).map(({ check, value }) => ({ title: check, value })),
  };
  const actions = (buttons as readonly SpokenButton[]).map((button) => ({
    ...actionOf(button),
    mode: button.mode,
  }));
  const items = [input, { type: "ActionSet", actions }];
  return [
    { type: "ActionSet", spacing: "Medium", actions: [fold] },
    { type: "Container", id: "ticks", isVisible: false, spacing: "Small", items },
  ];
}

/** What the card names, the same on every card: folded below all else. */
function names({ names: data }: SpokenData, { catalogue }: Tongue): readonly Element[] {
  if (!isList(data) || data.length === 0) return [];
  const counted = `${catalogue.teams.names} (${data.length})`;
  const fold = { type: "Action.ToggleVisibility", title: counted, targetElements: ["names"] };
  const run = (text: string) => ({
    type: "RichTextBlock",
    inlines: [{ type: "TextRun", text, color: "Accent", weight: "Bolder" }],
  });
  const rows = (data as readonly SpokenButton[]).map((button) => ({
    type: "Container",
    spacing: "Small",
    selectAction: actionOf(button),
    items: [run(`${button.title} ›`)],
  }));
  return [
    { type: "Container", spacing: "Small", selectAction: fold, items: [run(`▸  ${counted}`)] },
    { type: "Container", id: "names", isVisible: false, spacing: "Small", items: rows },
  ];
}

function actionOf({ title, verb, ref }: SpokenButton): Element {
  return { type: "Action.Execute", title, verb, data: { ref } };
}
