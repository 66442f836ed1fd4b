import type { DefenderClient } from "../defender/client.ts";
import type { LiveOrder } from "../defender/live-response.ts";
import type { MachineAction } from "../defender/machine-action.ts";
import {
  hasHappened,
  operationsOf as operationsOfAct,
  oppositeOf,
  perform,
  wayOf,
  type AccountAct,
} from "../defender/account-acts.ts";
import {
  OPERATIONS,
  type Ending,
  type FieldOf,
  type OperationName,
  type Row,
} from "../defender/operations.ts";
import { Fault } from "../shared/errors.ts";
import type { Action } from "../policy/model.ts";
import { isForgotten } from "./machine/execution.ts";
import type { Request } from "./machine/request.ts";

/** The one changing call of a request: what a command declares of it, and what comes of that. */

type Args = Readonly<Record<string, string>>;

type BodyValue = string | readonly LiveOrder[];

type Fields<N extends Ending<"machine-action">> = Exclude<FieldOf<N>, "Comment">;

/** An operation that leaves a machine action; one whose body has more than the comment says what stands in it. */
type MachineActionDeclaration = {
  [N in Ending<"machine-action">]: {
    readonly operation: N;
    /** The action that this call undoes, and that undoes it: of the two only one at a time is under way on a target. */
    readonly undoes?: Action;
  } & ([Fields<N>] extends [never]
    ? { readonly body?: never }
    : { body(args: Args): Readonly<Record<Fields<N>, BodyValue>> });
}[Ending<"machine-action">];

/** One of several calls, as the request's arguments or its target have it. */
interface Choice {
  readonly among: readonly Ending<"direct">[];
  of(request: Pick<Request, "args" | "target">): Ending<"direct">;
}

/** A call that leaves no machine action: after an unclear outcome the target is read again and compared. */
interface DirectDeclaration {
  readonly operation: Ending<"direct"> | Choice;
  /** As of a machine action. */
  readonly undoes?: Action;
  /**
   * @param comment the one with the leading `[ID]`, for calls that take one
   * @throws CommentMissing when the change stands without its comment
   */
  send(defender: DefenderClient, request: Request, comment: string): Promise<void>;
  compare(defender: DefenderClient, request: Request): Promise<Compared>;
}

/** Something that is done to a person's account, by whichever service can where it lives. */
interface AccountDeclaration {
  readonly act: AccountAct;
}

/** What a command says of its call. */
export type CallDeclaration = MachineActionDeclaration | DirectDeclaration | AccountDeclaration;

/** How a target that was read again compares with what was asked for. */
export type Compared =
  | "done"
  | "not-done"
  /** Nothing at the target tells of it. */
  | "untold"
  /** The change stands, the comment that was to go with it does not. */
  | "without-comment";

/** Leaves a machine action, which is tracked; carries the comment with the leading `[ID]`. */
export interface MachineActionCall {
  readonly kind: "machine-action";
  /** Type of the machine action as Defender spells it. */
  readonly type: string;
  /** What people call such an action: "isolation". */
  readonly noun: string;
  readonly undoes: Action | null;
  /** The `scope` that the machine action will have; null: it has none. */
  scope(args: Args): string | null;
  send(defender: DefenderClient, request: Request, comment: string): Promise<MachineAction>;
}

export type Call =
  | MachineActionCall
  | ({ readonly kind: "direct"; readonly undoes: Action | null } & Pick<
      DirectDeclaration,
      "send" | "compare"
    >);

/** The calls that a command may make. */
export function operationsOf(declared: CallDeclaration): readonly OperationName[] {
  if ("act" in declared) return operationsOfAct(declared.act);
  const { operation } = declared;
  return typeof operation === "string" ? [operation] : operation.among;
}

/** The call that a request makes: its arguments say which, or where its account lives. */
export function operationFor(
  declared: CallDeclaration,
  request: Pick<Request, "args" | "account" | "target">,
): OperationName {
  if ("act" in declared) {
    const way = request.account === undefined ? null : wayOf(declared.act, request.account);
    return way?.operation ?? operationsOfAct(declared.act)[0];
  }
  const { operation } = declared;
  return typeof operation === "string" ? operation : operation.of(request);
}

function accountCall(act: AccountAct): Call {
  return {
    kind: "direct",
    undoes: oppositeOf(act),
    async send(defender, { account, target }) {
      const way = account === undefined ? null : wayOf(act, account);
      if (way === null) throw new Fault("invariant", "nothing can do this to the account", { act });
      await perform(defender, act, way, target.id);
    },
    async compare(defender, { account, execution, approvals, requestedAt }) {
      const way = account === undefined ? null : wayOf(act, account);
      if (account === undefined || way === null) return "not-done";
      // Before the approval that completed it nothing of ours can have been sent, unless the store was put back since.
      const approvedAt = isForgotten({ execution }) ? undefined : approvals.at(-1)?.at;
      const since = execution?.sentAt ?? approvedAt ?? requestedAt;
      const happened = await hasHappened(defender, act, way, account, since);
      return happened === "untold" ? happened : happened ? "done" : "not-done";
    },
  };
}

/** The call as it is made and followed. */
export function callOf(declared: CallDeclaration): Call {
  if ("act" in declared) return accountCall(declared.act);
  if ("send" in declared) {
    return {
      kind: "direct",
      undoes: declared.undoes ?? null,
      send: (...about) => declared.send(...about),
      compare: (...about) => declared.compare(...about),
    };
  }
  const { operation, undoes = null } = declared;
  const { name: noun, type, scope }: Row<Ending<"machine-action">> = OPERATIONS[operation];
  const fieldsOf = (args: Args): Readonly<Record<string, BodyValue>> => declared.body?.(args) ?? {};
  return {
    kind: "machine-action",
    type,
    noun,
    undoes,
    scope: (args) => scopeIn(fieldsOf(args), scope),
    send: (defender, { target, args }, comment) =>
      defender.act(target.id, operation, { Comment: comment, ...fieldsOf(args) }),
  };
}

function scopeIn(fields: Readonly<Record<string, BodyValue>>, scope: string | null): string | null {
  const value = scope === null ? null : fields[scope];
  return typeof value === "string" ? value : null;
}
