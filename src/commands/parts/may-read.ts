import { canReadAccount } from "../../defender/account-lookup.ts";
import { indicatedById } from "../../defender/indicator.ts";
import { canRead } from "../../defender/lookup.ts";
import { UserError } from "../../shared/errors.ts";
import type { ReadContext } from "../command.ts";
import type { Request, Target } from "../../requests/machine/request.ts";

/** Requests show what Defender would: who can't read the target, can't see the request. */
export async function mayRead({ defender }: Pick<ReadContext, "defender">, { kind, id }: Target) {
  if (kind === "device") return canRead(defender, id);
  if (kind === "user") return canReadAccount(defender, id);
  try {
    if (kind === "indicator") await defender.indicators(indicatedById(id));
    else if (kind === "incident") await defender.incident(id);
    else await defender.alert(id);
    return true;
  } catch (error) {
    if (error instanceof UserError && (error.code === "not-found" || error.code === "forbidden"))
      return false;
    throw error;
  }
}

/** As `mayRead` of what a request is about; of several steps: every one of their targets. */
export async function mayReadRequest(
  context: ReadContext,
  { id, target, steps: several }: Request,
): Promise<boolean> {
  if (several === undefined) return mayRead(context, target);
  const steps = await context.store.read((tx) => tx.steps.all(id));
  // What contains an attack is about devices and people alike: what the first step is about says nothing of the others.
  const devices = steps.flatMap((step) => (step.target.kind === "device" ? [step.target.id] : []));
  const ids = [...new Set(devices)];
  if (ids.length > 0 && (await context.defender.devicesById(ids)).length < ids.length) return false;
  const others = steps.filter((step) => step.target.kind !== "device");
  const each = await Promise.all(others.map((step) => mayRead(context, step.target)));
  return each.every(Boolean);
}
