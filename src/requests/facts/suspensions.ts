import { say } from "../../texts/text.ts";
import type { Undertaking } from "../../policy/model.ts";
import type { Relied } from "../machine/relied.ts";
import type { Request } from "../machine/request.ts";
import type { Tx } from "../rows.ts";

/**
 * Which suspensions a reinstatement undoes: no action object tells of them, so those that were made here, as far as the store
 * knows. One that comes behind the approval was not approved to be undone.
 */

/** More than are ever approved of one account. What is asked for and comes to nothing hides none of them. */
const MOST = 1000;
/** Nothing was sent for it, and nothing will be. */
const NEVER_SENT: readonly Request["state"][] = ["Requested", "Denied", "Expired", "Cancelled", "Failed"];

/** Those in force on an account, or on their way; undefined: the action undoes none. */
export async function suspensionsUndone(
  tx: Tx,
  action: Undertaking,
  account: string,
): Promise<readonly Relied[] | undefined> {
  if (action !== "reinstate") return undefined;
  const all = await tx.requests.about([account], MOST, {
    actions: ["suspend", "reinstate"],
    except: NEVER_SENT,
  });
  const undone = all.filter((one) => one.action === "reinstate" && one.state === "Succeeded");
  const last = Math.max(...undone.map(sentAt), -Infinity);
  const open = all.filter((one) => one.action === "suspend");
  return open
    .filter((one) => sentAt(one) > last)
    .map((one) => {
      const { id, reason, requester } = one;
      return {
        key: id,
        is: "",
        shown: say("people.undoes", { id, who: requester.upn, at: sentAt(one), reason }),
      };
    });
}

function sentAt({ chargedAt, finishedAt, requestedAt }: Request): number {
  return chargedAt ?? finishedAt ?? requestedAt;
}
