import { PEOPLE } from "../../people.ts";
import type { Row } from "./values.ts";

/** The people of the tenant; whoever may hunt may see them all. Times in epoch milliseconds. */

const HOUR = 3_600_000;
/** Whose mailbox an intruder has been in. */
const ROBBED = "ben";

export function identityRows(now: number): readonly Row[] {
  return PEOPLE.map(({ oid, upn, name, roles }) => ({
    Timestamp: now - HOUR,
    AccountObjectId: oid,
    AccountUpn: upn,
    AccountName: upn.split("@")[0] ?? "",
    AccountDomain: "contoso",
    AccountDisplayName: name,
    IsAccountEnabled: true,
    AssignedRoles: [...roles],
  }));
}

/** Their sign-ins of the last day. */
export function logonRows(now: number): readonly Row[] {
  return PEOPLE.flatMap(({ key, oid, upn, name }, index) => {
    const own = { AccountObjectId: oid, AccountUpn: upn, AccountDisplayName: name, Protocol: "OAuth2" };
    const usual = {
      ...{ ...own, ActionType: "LogonSuccess", Application: "Microsoft 365", LogonType: "OAuth2:Token" },
      ...{ IPAddress: `203.0.113.${10 + index}`, Location: "SE" },
    };
    const strange = { ...usual, IPAddress: "198.51.100.77", Location: "BR" };
    const failed = { ...strange, ActionType: "LogonFailed", FailureReason: "WrongPassword" };
    return [
      { Timestamp: now - 9 * HOUR, ...usual },
      { Timestamp: now - 2 * HOUR, ...usual },
      ...(key === ROBBED
        ? [
            { Timestamp: now - 6 * HOUR, ...failed },
            { Timestamp: now - 5 * HOUR, ...strange },
          ]
        : []),
    ];
  });
}

/** What they did in Exchange: all of them read, and one has got a rule that hides what is answered. */
export function cloudAppRows(now: number): readonly Row[] {
  return PEOPLE.flatMap(({ key, oid, name }) => {
    const own = { Application: "Microsoft Exchange Online", AccountObjectId: oid, AccountDisplayName: name };
    const read = { Timestamp: now - 3 * HOUR, ...own, ActionType: "MailItemsAccessed", RawEventData: {} };
    if (key !== ROBBED) return [read];
    const parameters = [
      { Name: "Name", Value: ".." },
      { Name: "SubjectContainsWords", Value: "invoice;payment" },
      { Name: "MoveToFolder", Value: "RSS Feeds" },
    ];
    const rule = { ...own, ActionType: "New-InboxRule", IPAddress: "198.51.100.77", CountryCode: "BR" };
    return [read, { Timestamp: now - 4 * HOUR, ...rule, RawEventData: { Parameters: parameters } }];
  });
}
