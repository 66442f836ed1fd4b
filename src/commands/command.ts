import type { ArgSpecs, ArgsOf } from "../grammar/args.ts";
import type { FormSpec } from "../messaging/button-spec.ts";
import type { Buttons } from "../messaging/card-actions.ts";
import type { AuditDraft } from "../audit/record.ts";
import type { Content } from "../messaging/content.ts";
import type { Text, Words } from "../texts/text.ts";
import type { Policy } from "../policy/model.ts";
import type { Sealed } from "../audit/report/record.ts";
import type { Clock, Ids } from "../shared/ports.ts";
import type { Store } from "../shared/store.ts";
import type { Tx } from "./rows.ts";
import type { Person, Role, Sender } from "../shared/people.ts";
import type { RawArgs } from "../shared/raw-args.ts";
import type { ConversationRef } from "../messaging/conversation.ts";
import type { DefenderClient } from "../defender/client.ts";
import type { FileToOffer } from "../files/offer.ts";
import type { HolderBook } from "../requests/facts/holder-devices.ts";
import type { Identity } from "../identity/identity.ts";
import type { Declaration } from "../grammar/declaration.ts";
import type { Trail } from "../messaging/trail.ts";
import type { ChangeCommand } from "../requests/change-command.ts";

/** What a command answers: something to show, or the card of a request, which is kept up to date from then on. */
export type Reply =
  | Content
  | {
      readonly kind: "request";
      readonly id: string;
      /** Said right before its card. */
      readonly first?: Text;
    };

/** A command that reads with the person's own token. */
export interface ReadCommand<S extends ArgSpecs = ArgSpecs> extends Declaration<S> {
  readonly effect: "reads";
  /**
   * When somebody the bot holds no token of is asked to sign in. `by-call`: it begins with a call to Defender, which asks
   * by itself.
   */
  readonly signIn: "first" | "by-call" | "never";
  /** The form for what it can't do without, as a heading and on its button; absent: its name. */
  readonly asks?: Words;
  /** What else a button with these arguments has to ask for, in its form; absent: nothing but what is required. */
  readonly lacks?: (raw: RawArgs) => readonly string[];
  /** It may take so long, in milliseconds, and goes on after its turn; absent: it ends with its turn. */
  readonly mayTakeMs?: number;
  /** Any one of these is needed, from a token of this minute; absent: none. */
  readonly roles?: readonly Role[];
  run(context: ReadContext, args: ArgsOf<S>): Promise<Reply>;
}

/** A command that changes the bot's own settings. */
export interface ConfigureCommand<S extends ArgSpecs = ArgSpecs> extends Declaration<S> {
  readonly effect: "configures";
  /** Who may, as the arguments and the place say; any one of the roles is enough. Null: whoever is signed in. */
  roles(args: ArgsOf<S>, conversation: ConversationRef): readonly Role[] | null;
  /** How its form is headed, and what it offers to choose from; absent: its name, and no button opens one. */
  readonly form?: FormSpec;
  run(context: ConfigureContext, args: ArgsOf<S>): Promise<Reply>;
}

/** A command that proposes changes on a form; what its sender leaves ticked is asked for, each by its own command. */
export interface ProposeCommand<S extends ArgSpecs = ArgSpecs> extends Declaration<S> {
  readonly effect: "proposes";
  /** Any one of these is needed, from a token of this minute. */
  readonly roles: readonly Role[];
  /** The reasons that are given most, for its form to fill in. */
  readonly reasons: readonly Text[];
}

export type Command = ReadCommand | ConfigureCommand | ChangeCommand | ProposeCommand;

export interface ReadContext extends Buttons {
  readonly sender: Sender;
  readonly conversation: ConversationRef;
  readonly defender: DefenderClient;
  readonly identity: Identity;
  readonly holderBook: HolderBook;
  readonly store: Store<Tx>;
  readonly clock: Clock;
  readonly ids: Ids;
  /** The policy as it is now. @throws UserError `could-not-check` while its file can't be used */
  readonly policy: () => Policy;
  readonly signal: AbortSignal;
  readonly commands: readonly Command[];
  /** Offers a file to whoever asks, in their 1:1 chat and nowhere else. @throws UserError when it is empty or too big */
  offerFile(file: FileToOffer): Promise<void>;
  /** Records that something is proven to somebody, and signs the audit chain where it ends with that. */
  appendSealed(draft: AuditDraft): Promise<Sealed>;
  /** Gets a file that Defender has named. @throws UserError when it is too big, not there any more, or elsewhere */
  fetchFile(url: string): Promise<Uint8Array>;
  /** Why no new alerts can be posted at the moment; null: they can, as far as is known. */
  whyNoAlerts(tx: Tx): Promise<Text | null>;
  /** Where whoever asks came from; absent: they typed it. */
  readonly trail: Trail | undefined;
  /** The row that has just been acted on, for a list that is shown again. */
  readonly done: DoneRow | undefined;
}

/** One row of a list, and what was done to it. */
export interface DoneRow {
  readonly id: string;
  /** Which of the rows of its page it was, from 0. */
  readonly at: number;
  readonly what: Text;
}

export interface ConfigureContext extends ReadContext {
  readonly person: Person;
  readonly roles: readonly Role[];
  /** Says something in every conversation that has subscribed to approvals, this one apart, muted or not. */
  announce(tx: Tx, content: Content): Promise<void>;
  /** Writes down what this command has changed, by whom and when, in the transaction that changes it. */
  record(tx: Tx, change: Pick<AuditDraft, "event" | "args" | "outcome">): Promise<unknown>;
  /** A form of this command for what was not said, under these words. */
  askFor(intro: Text): Promise<Content>;
}

/** How long it may take at most, milliseconds, where it goes on after its turn; undefined: it ends with its turn. */
export function longLimit(command: Command): number | undefined {
  return command.effect === "reads" ? command.mayTakeMs : undefined;
}

/** Declares a command that reads. */
export function reads<const S extends ArgSpecs>(command: Omit<ReadCommand<S>, "effect">): ReadCommand {
  return { ...command, effect: "reads" };
}

/** Declares a command that proposes changes. */
export function proposes<const S extends ArgSpecs>(
  command: Omit<ProposeCommand<S>, "effect">,
): ProposeCommand {
  return { ...command, effect: "proposes" };
}

/** Declares a command that changes the bot's settings. */
export function configures<const S extends ArgSpecs>(
  command: Omit<ConfigureCommand<S>, "effect">,
): ConfigureCommand {
  return { ...command, effect: "configures" };
}

/** `isolate TARGET [type:full|selective] REASON`: the usage line, derived from the declaration. */
export function usageOf(command: Command): string {
  const parts = Object.entries(command.args).flatMap(([name, spec]) => {
    if (spec.oneOf !== undefined) {
      return spec.oneOf[0] === name ? [spec.oneOf.map((each) => `${each}:…`).join("|")] : [];
    }
    const values = spec.kind.choices?.map((word) => word.toLowerCase()).join("|");
    const plain = {
      positional: values ?? name.toUpperCase(),
      rest: name.toUpperCase(),
      flag: name,
      keyed: "",
    }[spec.place];
    const text = spec.place === "keyed" ? `${name}:${values ?? "…"}` : plain;
    return spec.required ? text : `[${text}]`;
  });
  return [command.name, ...parts].join(" ");
}
