import { PEOPLE } from "../../people.ts";
import type { Row } from "./values.ts";

/** The people of the tenant; whoever may hunt may see them all. `now` in epoch milliseconds. */
export function identityRows(now: number): readonly Row[] {
  return PEOPLE.map(({ oid, upn, name, roles }) => ({
    Timestamp: now - 3_600_000,
    AccountObjectId: oid,
    AccountUpn: upn,
    AccountName: upn.split("@")[0] ?? "",
    AccountDomain: "contoso",
    AccountDisplayName: name,
    IsAccountEnabled: true,
    AssignedRoles: [...roles],
  }));
}
