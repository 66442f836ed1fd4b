import { buttonsOn, type ButtonPlace, type ButtonSource } from "./button-spec.ts";
import type { CardButton } from "./content.ts";
import { say, type Text, type Words } from "../texts/text.ts";
import { SEEN_ARG, type RawArgs } from "../shared/raw-args.ts";
import { packed, unpacked, type Keep } from "./packed.ts";
import type { Tx } from "./rows.ts";
import { shortened, type ListPlace, type Place, type Trail } from "./trail.ts";

/** A stored invocation behind a button: a command with its arguments, run with the rights of whoever clicks. */
export interface StoredCommand {
  readonly command: string;
  readonly args: RawArgs;
  /** What it is about, as the card showed it: for the form's heading only. */
  readonly about?: string;
  /** On a form, a picker and the like: nobody else may press it, and all buttons of the card open one request. */
  readonly own?: Own;
  /** What its form is filled in with when it opens. */
  readonly suggested?: RawArgs;
  /** On a form, on a button that fills in a usual reason: that reason. */
  readonly reason?: Text;
  /** Where whoever presses it comes from. */
  readonly trail?: Trail;
  /** On a form that proposes changes: which, in the order of its boxes. */
  readonly proposed?: readonly Chosen[];
  /** On a form with a choice for each name that fits several: which, in the order of its choices. */
  readonly picks?: readonly Unpicked[];
  /** What stands above its form, where that is more than what the command does. */
  readonly intro?: Text;
  /** Of several targets: what is asked of each beside what is asked of all, in their order. */
  readonly each?: readonly RawArgs[];
  /** Under a list whose rows can be ticked: what each row names, in their order. */
  readonly rows?: readonly TickRow[];
}

/** A row that can be ticked. */
export interface TickRow {
  /** What it names, as it would be typed; null: nothing that this command is about. */
  readonly target: string | null;
  /** How people know it. */
  readonly name: string;
}

/** A name in a list of targets, as it was typed, and the ids of what can be chosen in its place. */
export interface Unpicked {
  readonly typed: string;
  readonly ids: readonly string[];
}

/** A change that a form proposes, or that was left on it when it was sent. */
export interface Chosen {
  readonly command: string;
  /** Id of what it is about, and how people know it. */
  readonly target: string;
  readonly name: string;
  readonly isTicked: boolean;
}

/** Whose a card's buttons are alone, and what they stand for. */
export interface Own {
  readonly oid: string;
  readonly tid: string;
  /** How others are told whose it is: the UPN, or the name that Teams gives. */
  readonly called: string;
  /**
   * `form`: the click brings what is missing; `meant`: what was meant by a word; `pick`: one of several devices,
   * `picks`: one for each of several names;
   * `all-the-same`: beside what is open.
   */
  readonly what: "form" | "meant" | "pick" | "picks" | "all-the-same";
  /** The IP address that a device to pick was named by. */
  readonly address?: string;
}

/** What a button's ref has led to. */
export interface Loaded {
  readonly stored: StoredCommand;
  /** Of the card, the same for all of its buttons. */
  readonly cardId: string;
}

const REF_LIFE_MS = 30 * 86_400_000;
const REF_KIND = "commands";

/** What all buttons under such rows have in common. */
export interface Ticked {
  readonly args?: RawArgs;
  /** What stands on a button, where its title alone would not tell it from another one. */
  readonly titled?: (title: Words) => Words;
}

/** Makes the buttons of a card. */
export interface Buttons {
  /**
   * A button that runs a command with these arguments (as typed) for whoever clicks it, with their own rights.
   * @param about heads the form that it opens, if it opens one
   */
  button(title: Words, command: string, args: RawArgs, about?: string): CardButton;
  /**
   * The buttons of all change commands that belong on such a card; `about` heads their forms.
   * @param pointless names of commands that would change nothing as things are
   */
  changeButtons(
    on: ButtonPlace,
    args: RawArgs,
    about: string,
    pointless?: readonly string[],
  ): readonly CardButton[];
  /** The buttons of all change commands that may be about several rows of such a card: about those that are ticked. */
  tickButtons(on: ButtonPlace, rows: readonly TickRow[], about?: Ticked): readonly CardButton[];
  /** A button that opens one row of the list on this card, and keeps its place there. */
  rowButton(title: Words, command: string, args: RawArgs, place: ListPlace): CardButton;
  nextButton(title: Words, command: string, trail: Trail | undefined): readonly CardButton[];
  /** The button back along that way; none: it leads nowhere. */
  backButton(trail: Trail | undefined): readonly CardButton[];
}

/** The buttons of one card; a card's commands are one row, and a button's ref is `<row>.<position>`. */
export class CardRefs implements Buttons {
  readonly #id: string;
  readonly #commands: readonly ButtonSource[];
  readonly #stored: StoredCommand[] = [];
  readonly #home: Place | null;

  /** @param home what shows this card again: its buttons lead back to it; null: nothing does */
  constructor(id: string, commands: readonly ButtonSource[], home: Place | null = null) {
    this.#id = id;
    this.#commands = commands;
    this.#home = home === null ? null : shortened(home);
  }

  /** A button that runs a command with these arguments for whoever clicks it. */
  button(title: Words, command: string, args: RawArgs, about = ""): CardButton {
    return this.#add(title, { command, args, about, ...this.#trailOf(command) });
  }

  /** The same card once more is no step: its own way back stays the way back. */
  #trailOf(command: string): Pick<StoredCommand, "trail"> {
    const home = this.#home;
    if (home === null) return {};
    if (home.kind === "request" || home.command !== command) return { trail: { back: home } };
    return home.from === undefined ? {} : { trail: home.from };
  }

  /** A button that opens one row of the list on this card. */
  rowButton(title: Words, command: string, args: RawArgs, list: ListPlace): CardButton {
    const trail = this.#home === null ? {} : { trail: { back: this.#home, list } };
    return this.#add(title, { command, args, about: "", ...trail });
  }

  /** The button to the next row of the list that this card was opened from; none: it is the last on its page. */
  nextButton(title: Words, command: string, trail: Trail | undefined): readonly CardButton[] {
    const list = trail?.list;
    const id = list?.ids[list.at + 1];
    if (trail === undefined || list === undefined || id === undefined) return [];
    const next = { ...trail, list: { ...list, at: list.at + 1 } };
    return [this.#add(title, { command, args: { id }, about: "", trail: next })];
  }

  /** The button to where whoever reads this card came from. */
  backButton(trail: Trail | undefined): readonly CardButton[] {
    if (trail === undefined) return [];
    const title = say("messaging.back");
    const { back } = trail;
    if (back.kind === "request") return [{ title, verb: "view", ref: back.id }];
    const { command, args, from } = back;
    return [this.#add(title, { command, args, about: "", ...(from === undefined ? {} : { trail: from }) })];
  }

  /** A button for that one person; whichever of the card's own buttons is pressed, they open one request. */
  ownButton(title: Words, stored: StoredCommand & { readonly own: Own }): CardButton {
    return this.#add(title, stored);
  }

  #add(title: Words, stored: StoredCommand): CardButton {
    this.#stored.push(stored);
    return { title, verb: "run", ref: `${this.#id}.${this.#stored.length - 1}` };
  }

  /** The buttons of all change commands that stand on such a card. */
  changeButtons(
    on: ButtonPlace,
    args: RawArgs,
    about: string,
    pointless: readonly string[] = [],
  ): readonly CardButton[] {
    return buttonsOn(this.#commands, on).flatMap(([command, spec]) => {
      if (pointless.includes(command.name)) return [];
      // Without a device there is nothing to isolate.
      if ("target" in command.args && args["target"] === undefined) return [];
      const { title, preset, mode } = spec;
      const button = this.button(title, command.name, { ...pick(command, args), ...preset }, about);
      return [mode === undefined ? button : { ...button, mode }];
    });
  }

  tickButtons(on: ButtonPlace, rows: readonly TickRow[], about: Ticked = {}): readonly CardButton[] {
    const { args = {}, titled = (title) => title } = about;
    return buttonsOn(this.#commands, on).map(([{ name }, { title, preset }]) => {
      const stored = { command: name, args: { ...args, ...preset }, rows };
      return this.#add(titled(title), { ...stored, ...this.#trailOf(name) });
    });
  }

  /** Writes the row, if the card has buttons. */
  async save(tx: Tx, now: number): Promise<void> {
    if (this.#stored.length === 0) return;
    const body = packed(this.#stored, apart);
    await tx.refs.put({ id: this.#id, kind: REF_KIND, body, expiresAt: now + REF_LIFE_MS });
  }

  /** Whether a button on this card is about that value. */
  leadsTo(value: string): boolean {
    const wanted = value.toLowerCase();
    return this.#stored.some(({ args }) => Object.values(args).some((one) => one.toLowerCase() === wanted));
  }

  get used(): boolean {
    return this.#stored.length > 0;
  }
}

/** What the buttons of one card have in common: where they lead back to, and the rows of its list. */
function apart(stored: StoredCommand, keep: Keep): StoredCommand {
  const { rows, trail } = stored;
  if (rows !== undefined) return { ...stored, rows: keep(rows) };
  if (trail === undefined) return stored;
  const { back, list } = trail;
  const place = list === undefined ? {} : { list: { ...list, ids: keep(list.ids) } };
  return { ...stored, trail: { back: keep(back), ...place } };
}

function pick(command: ButtonSource, args: RawArgs): RawArgs {
  // What it was on that card travels along: a device action knows its alert, and who closes an incident what they saw.
  const along = [ALERT_ARG, SEEN_ARG];
  return Object.fromEntries(
    Object.entries(args).filter(([name]) => name in command.args || along.includes(name)),
  );
}

/** The argument by which a button on an alert card names that alert to a device command. */
export const ALERT_ARG = "fromAlert";

/** The stored command behind a button's ref; null when it is unknown or too old. */
export async function loadRef(tx: Tx, ref: string, now: number): Promise<Loaded | null> {
  const found = /^([0-9a-f-]{36})\.(\d{1,3})$/.exec(ref);
  if (found === null) return null;
  const cardId = found[1] ?? "";
  const row = await tx.refs.get(cardId, now);
  if (row === null || row.kind !== REF_KIND) return null;
  const stored = (unpacked(row.body) as readonly StoredCommand[])[Number(found[2])];
  return stored === undefined ? null : { stored, cardId };
}
