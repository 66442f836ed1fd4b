import { describe, expect, test } from "vitest";
import { likelyUser, likelyUserWarning } from "../../src/core/logon-user.ts";
import type { LogonUser } from "../../src/core/model.ts";

const ana = { upn: "ana.ruiz@contoso.example" };

function user(account: string): LogonUser {
  return { account, domain: "CONTOSO", lastSeenAt: null, domainAdmin: false };
}

describe("who looks like a user of a device", () => {
  test.each([
    "ana.ruiz",
    "Ana.Ruiz",
    "anaruiz",
    "aruiz",
    "anar",
    "ruiza",
    "ruizana",
    "a-ruiz",
    "adm-ruiz",
    "ADM_aruiz",
    "ruiz-adm",
  ])("ana.ruiz as %s", (account) => {
    expect(likelyUser(ana, [user("svc-ops"), user(account)])?.account).toBe(account);
  });

  test.each(["ana", "ruiz", "bruiz", "m.keller", "svc-ops", "adm-keller", "ar", ""])(
    "not as %s",
    (account) => {
      expect(likelyUser(ana, [user(account)])).toBeNull();
    },
  );

  test("one name alone is compared whole", () => {
    expect(likelyUser({ upn: "ana@x.example" }, [user("ana")])).not.toBeNull();
    expect(likelyUser({ upn: "ana@x.example" }, [user("an"), user("anna")])).toBeNull();
    expect(likelyUser({ upn: "" }, [user(""), user("adm-")])).toBeNull();
  });
});

test("the warning names both, and there is none without users", () => {
  expect(likelyUserWarning(ana, [user("aruiz")], "asked")).toBe(
    "ana.ruiz@contoso.example, who asked, looks like a user of this device (CONTOSO\\aruiz).",
  );
  expect(likelyUserWarning(ana, [], "approved")).toBeNull();
  expect(likelyUserWarning(ana, null, "approved")).toBeNull();
});
