import { canReadAccount } from "../../defender/account-lookup.ts";
import { indicatedById } from "../../defender/indicator.ts";
import { canRead } from "../../defender/lookup.ts";
import { UserError } from "../../shared/errors.ts";
import type { ReadContext } from "../command.ts";
import type { Target } from "../../requests/machine/request.ts";

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
