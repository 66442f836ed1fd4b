import type { ArgSpecs, ArgsOf } from "../grammar/args.ts";
import type { CardButton, Content } from "../messaging/content.ts";
import { withEmergency } from "../requests/machine/emergency.ts";
import type { ConversationRef, Device, LogonUser, MachineAction, Person, Role, Sender } from "../defender/model.ts";
import type { Action, Policy } from "../policy/model.ts";
import type { Clock, DefenderClient, Identity, Ids, Permission } from "../shared/ports.ts";
import type { Request } from "../requests/machine/request.ts";
import type { Store, Tx } from "../shared/store.ts";

/**
 * A command is one declaration, and everything else is derived from it (DESIGN §2): grammar, help, buttons, token
 * permissions, the policy and approval flow, the audit record, the manifest's list and the documents' tables.
 */
interface Declaration<S extends ArgSpecs> {
  readonly name: string;
  /** One line, at most 128 characters (the manifest's limit), no full stop. */
  readonly summary: string;
  readonly args: S;
  /** A whole line that works as it stands. */
  readonly example: string;
  /** `device-data` is answered in 1:1 when the conversation is not enabled (CONTRACT §4). */
  readonly shows: "device-data" | "plain";
  /** Delegated permissions of the calls it makes: scopes, the doctor's list and the README come from here. */
  readonly permissions: readonly Permission[];
}

/** What a command answers: something to show, or the card of a request, which is kept up to date from then on. */
export type Reply = Content | { readonly kind: "request"; readonly id: string };

/** A command that reads with the person's own token. */
export interface ReadCommand<S extends ArgSpecs = ArgSpecs> extends Declaration<S> {
  readonly effect: "reads";
  /**
   * When somebody the bot holds no token of is asked to sign in. `by-call`: it begins with a call to Defender, which asks
   * by itself.
   */
  readonly signIn: "first" | "by-call" | "never";
  /** Any one of these is needed, from a token of this minute; absent: none. */
  readonly roles?: readonly Role[];
  run(context: ReadContext, args: ArgsOf<S>): Promise<Reply>;
}

/** A command that changes the bot's own settings. */
export interface ConfigureCommand<S extends ArgSpecs = ArgSpecs> extends Declaration<S> {
  readonly effect: "configures";
  /** Who may, as the arguments and the place say; any one of the roles is enough. */
  roles(args: ArgsOf<S>, conversation: ConversationRef): readonly Role[];
  run(context: ConfigureContext, args: ArgsOf<S>): Promise<Reply>;
}

/** A command that changes something in Defender: it becomes a request, and the policy decides what it takes. */
export interface ChangeCommand<S extends ArgSpecs = ArgSpecs> extends Declaration<S> {
  readonly effect: "changes";
  readonly action: Action;
  /** The app role that may ask; null for triage, where Defender's own roles decide (CONTRACT §5). */
  readonly role: "Responder" | null;
  /** True for triage: no approval unless a rule names the action. */
  readonly freeByDefault: boolean;
  readonly target: "device" | "alert";
  /** What the changing call needs; the completing approver's token is got for it. */
  readonly permission: Permission;
  readonly button: ButtonSpec | null;
  /**
   * What an approver should know of this action before the click, beside what holds for every action on the device;
   * never blocks what the policy allows.
   */
  preflight(facts: DeviceFacts, args: Readonly<Record<string, string>>): readonly string[];
  readonly call: Call;
  /** That the device stays so afterwards; absent: there is nothing to be so already. */
  readonly lasts?: {
    /** Type of the machine action that undoes it. */
    readonly undoneBy: string;
    /** Its `scope` as Defender gives it; null: it has none. */
    scope(args: Readonly<Record<string, string>>): string | null;
  };
  /** What is asked for, as a heading: "Isolate (Full)". */
  title(args: Readonly<Record<string, string>>): string;
}

export type Command = ReadCommand | ConfigureCommand | ChangeCommand;

export interface ButtonSpec {
  /** Fixed by CONTRACT §4. */
  readonly title: string;
  /** On which cards it stands. */
  readonly on: readonly ("device" | "alert")[];
  /** Arguments that the form asks for; none: the click acts at once. */
  readonly form: readonly string[];
  /** Argument values that a click without a form takes. */
  readonly preset: Readonly<Record<string, string>>;
}

/** The one changing call of a request, and how its outcome is found out (CONTRACT §6.2). */
export type Call =
  | {
      /** Leaves a machine action, which is tracked; carries the comment with the leading `[ID]`. */
      readonly kind: "machine-action";
      /** Type of the machine action as Defender spells it. */
      readonly type: string;
      /** The action that this call undoes, and that undoes it: of the two only one at a time is under way on a target. */
      readonly undoes: Action | null;
      send(defender: DefenderClient, request: Request, comment: string): Promise<MachineAction>;
    }
  | {
      /** Leaves none: after an unclear outcome the target is read again and compared. */
      readonly kind: "direct";
      /** @throws CommentMissing when the change stands without its comment */
      send(defender: DefenderClient, request: Request): Promise<void>;
      compare(defender: DefenderClient, request: Request): Promise<Compared>;
    };

/** How a target that was read again compares with what was asked for. */
export type Compared =
  | "done"
  | "not-done"
  /** The change stands, the comment that was to go with it does not. */
  | "without-comment";

/** What is known of a device when a request about it is made; null: could not be looked up. */
export interface DeviceFacts {
  readonly device: Device;
  readonly actions: readonly MachineAction[] | null;
  readonly users: readonly LogonUser[] | null;
  readonly openAlerts: number | null;
  /** Other devices with the same DNS name. */
  readonly namesakes: number | null;
}

export interface ReadContext {
  readonly sender: Sender;
  readonly conversation: ConversationRef;
  readonly defender: DefenderClient;
  readonly identity: Identity;
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  /** The policy as it is now. @throws UserError `could-not-check` while its file can't be used */
  readonly policy: () => Policy;
  readonly signal: AbortSignal;
  readonly commands: readonly Command[];
  /** A button that runs a command with these arguments (as typed) for whoever clicks it, with his own rights. */
  button(title: string, command: string, args: Readonly<Record<string, string>>): CardButton;
  /** The buttons of all change commands that belong on such a card; `about` heads their forms. */
  changeButtons(
    on: "device" | "alert",
    args: Readonly<Record<string, string>>,
    about: string,
  ): readonly CardButton[];
}

export interface ConfigureContext extends ReadContext {
  readonly person: Person;
  readonly roles: readonly Role[];
  /** Says something in every conversation that has subscribed to approvals, this one apart. */
  announce(tx: Tx, content: Content): Promise<void>;
}

/** Declares a command that reads. */
export function reads<const S extends ArgSpecs>(command: Omit<ReadCommand<S>, "effect">): ReadCommand {
  return { ...command, effect: "reads" } as unknown as ReadCommand;
}

/** Declares a command that changes the bot's settings. */
export function configures<const S extends ArgSpecs>(
  command: Omit<ConfigureCommand<S>, "effect">,
): ConfigureCommand {
  return { ...command, effect: "configures" } as unknown as ConfigureCommand;
}

/** Declares a command that changes something in Defender. */
export function changes<const S extends ArgSpecs>(command: Omit<ChangeCommand<S>, "effect">): ChangeCommand {
  // Triage waits for no approval, so it knows no emergency.
  const args = command.role === null ? command.args : withEmergency(command.args);
  return { ...command, args, effect: "changes" } as unknown as ChangeCommand;
}

/** `isolate TARGET [type:full|selective] REASON`: the usage line, derived from the declaration. */
export function usageOf(command: Command): string {
  const parts = Object.entries(command.args).map(([name, spec]) => {
    const values = spec.kind.choices?.map((word) => word.toLowerCase()).join("|");
    const plain = { positional: name.toUpperCase(), rest: name.toUpperCase(), flag: name, keyed: "" }[
      spec.place
    ];
    const text = spec.place === "keyed" ? `${name}:${values ?? "…"}` : plain;
    return spec.required ? text : `[${text}]`;
  });
  return [command.name, ...parts].join(" ");
}
