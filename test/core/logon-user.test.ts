import { describe, expect, test } from "vitest";
import { likelyUser, likelyUserWarning as likelyUserWarningText } from "../../src/defender/likely-user.ts";
import type { LogonUser } from "../../src/defender/device.ts";
import { inEnglish } from "../support/in-english.ts";

const likelyUserWarning = inEnglish(likelyUserWarningText);

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
    expect(likelyUser({ upn: "ana@x.example" }, [user("an"), user("anna"), user("anaana")])).toBeNull();
    expect(likelyUser({ upn: "" }, [user(""), user("adm-")])).toBeNull();
  });
});

test.each<[string, string, boolean]>([
  ["ana.maria.ruiz", "aruiz", true],
  ["ana.maria.ruiz", "amaria", false],
  ["ana.maria.ruiz", "adm-ruiz", true],
  ["ana.maria.ruiz", "adm-maria", false],
  ["ana.lee", "adm-lee", true],
  ["ana.li", "adm-li", false],
  ["ana.li", "li-ana", true],
])("of %s the first and the last name count: as %s %s", (local, account, looksSo) => {
  expect(likelyUser({ upn: `${local}@x.example` }, [user(account)]) !== null).toBe(looksSo);
});

test("the warning names both, and there is none without users", () => {
  expect(likelyUserWarning(ana, [user("aruiz")], "asked")).toBe(
    "ana.ruiz@contoso.example, who asked, looks like a user of this device (CONTOSO\\aruiz).",
  );
  const local = { ...user("aruiz"), domain: null };
  expect(likelyUserWarning(ana, [local], "approved")).toBe(
    "ana.ruiz@contoso.example, who approved, looks like a user of this device (aruiz).",
  );
  expect(likelyUserWarning(ana, [], "approved")).toBeNull();
  expect(likelyUserWarning(ana, null, "approved")).toBeNull();
});
