import type { DefenderReads } from "../../defender/read-only.ts";
import { SignInRequired } from "../../identity/sign-in-required.ts";
import { UserError } from "../../shared/errors.ts";
import { holding, type MachineAction } from "../../defender/machine-action.ts";
import { say } from "../../texts/text.ts";
import { changeCommand } from "../change-commands.ts";
import type { AnyCommand, ChangeCommand } from "../change-command.ts";
import { effectOf } from "../effects.ts";
import type { Relied } from "../machine/relied.ts";
import type { Deps } from "../deps.ts";
import type { Look, Request } from "../machine/request.ts";
import type { Appraised } from "./sight.ts";
import { foundByHunt } from "./hunted-row.ts";
import { shown } from "./shown.ts";
import { huntedBy } from "../machine/hunted.ts";

/** What a call goes by or takes away beside its target, as it is found. */

/**
 * For the card, with the token of whoever asks. What they may not read keeps nobody from asking: the card says so. What they
 * have hunted for themselves they can read.
 * @throws as `foundByHunt`
 */
export async function reliedOn(
  defender: DefenderReads,
  command: ChangeCommand,
  about: Pick<Request, "target" | "args">,
): Promise<Pick<Appraised, "relied">> {
  const found = await foundByHunt(defender, about);
  const relied = await reliedByCall(defender, command, about);
  if (relied === "unread" && found.length > 0)
    throw new UserError("could-not-check", say("relied.rowUnbound"));
  if (relied === "unread") return { relied };
  return relied === undefined && found.length === 0 ? {} : { relied: [...found, ...(relied ?? [])] };
}

async function reliedByCall(
  defender: DefenderReads,
  { relies }: ChangeCommand,
  about: Pick<Request, "target" | "args">,
): Promise<Appraised["relied"]> {
  if (relies === undefined) return undefined;
  try {
    return await relies(defender, about);
  } catch (error) {
    if (error instanceof SignInRequired && error.reason === "no-token") throw error;
    if (error instanceof SignInRequired || error instanceof UserError) return "unread";
    throw error;
  }
}

/** What a command ends on a device, as the device's actions tell; none: it ends nothing, or they could not be read. */
export function endedOn(
  commands: readonly AnyCommand[],
  command: ChangeCommand,
  actions: readonly MachineAction[] | null,
): { readonly relied?: readonly Relied[] } {
  const effect = effectOf(commands, command);
  if (effect?.ends.name !== command.name || actions === null) return {};
  const { makes, ends } = effect;
  const found = holding(actions, { makes: makes.call.type, ends: ends.call.type });
  const relied = found.map(({ id, scope, requestor: who, createdAt: at }) => ({
    key: id,
    is: scope ?? "",
    shown: say("relied.ends", { what: makes.call.noun, who, at }),
  }));
  return { relied };
}

/** What two looks have found together; nothing that either could not read. */
export function bothRelied(
  { relied: one }: Pick<Look, "relied">,
  { relied: other }: Pick<Look, "relied">,
): Pick<Look, "relied"> {
  if (one === undefined && other === undefined) return {};
  return { relied: [...(one ?? []), ...(other ?? [])] };
}

/**
 * As it is now, where the card has shown it; else nothing was relied on, or it could not be read when it was asked for.
 * @throws UserError: who can't read what the card shows can't decide on it
 */
export async function reliedNow(
  deps: Pick<Deps, "commands">,
  defender: DefenderReads,
  request: Request,
): Promise<Pick<Look, "relied">> {
  const { relies } = changeCommand(deps, request.command);
  const isHunted = huntedBy(request.args) !== null;
  if (!isHunted && (relies === undefined || request.relied === undefined)) return {};
  const what = request.target.kind;
  const [found, relied] = await Promise.all([
    shown(foundByHunt(defender, request), what),
    request.relied === undefined ? [] : shown(relies?.(defender, request) ?? Promise.resolve([]), what),
  ]);
  return { relied: [...found, ...relied] };
}
