import type { ArgSpecs } from "./args.ts";
import type { Text, Words } from "../texts/text.ts";
import type { Permission } from "../defender/operations.ts";

/** What does not go together, and which argument is to be changed. */
export interface Misfit {
  readonly argument: string;
  readonly wrong: Text;
}

/**
 * A command is one declaration, and everything else is derived from it: grammar, help, buttons, token
 * permissions, the policy and approval flow, the audit record, the manifest's list and the documents' tables.
 */
export interface Declaration<S extends ArgSpecs> {
  readonly name: string;
  /** One line, at most 128 characters (the manifest's limit), no full stop. */
  readonly summary: Words;
  readonly args: S;
  /** A whole line that works as it stands. */
  readonly example: string;
  /** Where Teams suggests it to whoever begins to type: in 1:1 chats, in what several people share, or everywhere. */
  readonly suggested?: "personal" | "shared" | "everywhere";
  /** `device-data` is answered in 1:1 when the conversation is not enabled; `private` in 1:1 wherever it is asked. */
  readonly shows: "device-data" | "plain" | "private";
  /** Delegated permissions of the calls it makes: scopes, the doctor's list and the README come from here. */
  readonly permissions: readonly Permission[];
  /** What is wrong with arguments each of which is right by itself; null: nothing. */
  misfit?(args: Readonly<Record<string, unknown>>): Misfit | null;
  /** What somebody means who types that beside the command; null: nothing that is known. */
  stray?(typed: string): Text | null;
}
