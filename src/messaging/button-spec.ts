import { keptWith, remembered } from "../texts/remembered.ts";
import type { Text, Words } from "../texts/text.ts";

/**
 * What a button stands beside: a card's subject, a file or a person in its evidence, a machine action in a list. In the plural:
 * under a list of them, about the rows that are ticked.
 */
export type ButtonPlace =
  | ("device" | "alert" | "incident" | "file" | "machine-action" | "finding" | "user" | "person")
  | ("devices" | "alerts" | "incidents" | "findings" | "people");

/** What the form of a command shows beside its fields. */
export interface FormSpec {
  /** What stands on its button, and on the one that opens it. */
  readonly title: Words;
  /** The reasons that are given most, for its form to fill in. */
  readonly reasons?: readonly Text[];
  /** What its form offers to choose from, for arguments that are typed otherwise. */
  readonly choices?: Readonly<Record<string, readonly string[]>>;
}

export interface ButtonSpec extends FormSpec {
  /** On which cards it stands. */
  readonly on: readonly ButtonPlace[];
  /** Arguments that the form asks for; none: the click acts at once. */
  readonly form: readonly string[];
  /** In the menu, whatever its place; absent: as others. */
  readonly mode?: "secondary";
  /** Argument values that a click without a form takes. */
  readonly preset?: Readonly<Record<string, string>>;
}

/** A command that may have a button on cards. */
export interface ButtonSource {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly button?: ButtonSpec | null;
}

/** A command with the button that it has on some cards. */
type Buttoned = readonly [ButtonSource, ButtonSpec];

/** The commands that have a button on such a card, in their order. */
export function buttonsOn(commands: readonly ButtonSource[], place: ButtonPlace): readonly Buttoned[] {
  return byPlace(commands)(place);
}

const byPlace = keptWith((commands: readonly ButtonSource[]) =>
  remembered((place) =>
    commands.flatMap((command): readonly Buttoned[] => {
      const spec = command.button ?? null;
      const isThere = (spec?.on as readonly string[] | undefined)?.includes(place) ?? false;
      return spec === null || !isThere ? [] : [[command, spec]];
    }),
  ),
);
