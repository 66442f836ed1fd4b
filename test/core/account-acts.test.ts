import { describe, expect, test } from "vitest";
import { wayOf } from "../../src/defender/account-acts.ts";
import type { KnownAccount } from "../../src/defender/account-lookup.ts";
import { accountFor } from "../../src/requests/machine/account-seen.ts";

/** By which service something is done to an account, and to which of a person's accounts. */

const account: KnownAccount = {
  ...{ id: "0f0f0f0f-0000-4000-8000-000000000001", upn: "ada@contoso.example", name: "Ada", enabled: true },
  ...{ isGuest: false, department: null, jobTitle: null, manager: null, isSynced: true },
  ...{ domain: "contoso.example", shortName: "ada", sid: "S-1-5-21-7-2001", cloudSid: null },
  ...{ sessionsValidFrom: null, passwordChangedAt: null, roles: [] },
};
const there = (accountId: string) =>
  ({ provider: "activeDirectory", accountId, actions: ["disable"] }) as const;
const identityOf = (...ids: readonly string[]) => ({
  identity: { id: "0f0f0f0f-0000-4000-8000-00000000000a", enabled: true, accounts: ids.map(there) },
});

describe("of several accounts that Defender for Identity counts as one person's, only the one that was asked for is acted on", () => {
  test("the only one is it", () => {
    expect(wayOf("suspend", { ...account, ...identityOf("any") })).toMatchObject({ accountId: "any" });
  });

  test("of several it is the one with this account's identifier, whichever comes first", () => {
    const known = { ...account, ...identityOf("S-1-5-21-7-9999", "s-1-5-21-7-2001") };
    expect(wayOf("suspend", known)).toMatchObject({ accountId: "s-1-5-21-7-2001" });
  });

  test("where nothing tells which it is, none of them", () => {
    const known = { ...account, ...identityOf("S-1-5-21-7-9999", "S-1-5-21-7-8888") };
    expect(wayOf("suspend", known)).toEqual({ operation: "switchAccount" });
  });
});

describe("the call goes by the account as it was last read", () => {
  const known = { ...account, ...identityOf("any") };
  const unread: KnownAccount = { ...account, identityUnread: true };

  test("who may read more than the asker decides how it is done", () => {
    expect(accountFor(unread, known)).toBe(known);
  });

  test("a look that failed does not move it to another service than the card has shown", () => {
    expect(accountFor(known, unread)).toBe(known);
    expect(accountFor(known, null)).toBe(known);
  });
});
