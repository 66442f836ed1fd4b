import { say } from "../texts/text.ts";
import { maybeRest, positional, reasonText } from "../grammar/args.ts";
import { uuidKind } from "../grammar/ids.ts";
import { CANCELLING, isCancellable, type Cancellable } from "../defender/response-operations.ts";
import { isMarked } from "../requests/machine/ownership.ts";
import { changes } from "../requests/change-command.ts";
import { Fault } from "../shared/errors.ts";
import { OF_CANCELLING } from "./parts/usual-reasons.ts";

type Args = Readonly<Record<string, string>>;

export const cancelAction = changes({
  name: "cancel-action",
  summary: say("summary.cancelAction"),
  args: {
    action: positional({ ...uuidKind, allowed: say("allowed.actionId") }, say("argument.machineAction")),
    reason: maybeRest(reasonText, say("argument.cancelReason")),
  },
  example: "cancel-action 0198f2c4-3c55-7d1e-9a51-0c6f0b7c9d11 it was meant for another device",
  target: "machine-action",
  button: {
    title: say("commands.cancelActionButton"),
    on: ["machine-action"],
    form: ["reason"],
    reasons: OF_CANCELLING,
  },
  title: ({ type = null }) => say("commands.cancelAction", { type }),
  call: {
    operation: { among: [...new Set(Object.values(CANCELLING))], of: ({ args }) => CANCELLING[typeOf(args)] },
    async send(defender, { args }, comment) {
      await defender.cancelAction(args["action"] ?? "", typeOf(args), comment);
    },
    async compare(defender, request) {
      const { status, cancelComment } = await defender.machineAction(request.args["action"] ?? "");
      // What somebody else has cancelled is not this request's doing.
      return status === "Cancelled" && isMarked({ comment: cancelComment }, request.id) ? "done" : "not-done";
    },
  },
});

/** The type as it was found when it was asked for: it says which permission the call takes. */
function typeOf({ type = "" }: Args): Cancellable {
  if (isCancellable(type)) return type;
  throw new Fault("invariant", "a machine action of a type that can't be cancelled", { type });
}
