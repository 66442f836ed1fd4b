import { describe, expect, test } from "vitest";
import { indicatedBy } from "../../src/defender/indicator.ts";
import published from "../../src/defender/microsoft-365.json" with { type: "json" };
import { protectedBy } from "../../src/defender/protected.ts";
import { listsIn } from "../../tools/microsoft-365.ts";

const OWN = ["clinic.contoso.co.uk", "contoso.onmicrosoft.com", "north.fabrikam.example"];

function why(typed: string): string | null {
  const indicated = indicatedBy(typed);
  return indicated === null ? "not understood" : protectedBy(indicated, OWN);
}

describe("what Microsoft publishes of Microsoft 365", () => {
  test("is read as its service gives it: networks and names, a wildcard for all below", () => {
    const answer = [
      { id: 1, urls: ["Outlook.office.com", "*cdn.onenote.net"], ips: ["13.107.6.152/31", "2603:1006::/40"] },
      { id: 2, urls: ["autodiscover.*.onmicrosoft.com", "*.lync.com", "outlook.office.com"] },
      { id: 3, urls: ["*"], ips: ["nonsense", "13.107.6.152/31"] },
    ];
    expect(listsIn(answer)).toEqual({
      networks: ["13.107.6.152/31", "2603:1006::/40"],
      domains: ["lync.com", "onenote.net", "onmicrosoft.com", "outlook.office.com"],
    });
    for (const none of [{}, [], [{ urls: ["*"] }], "<html>"]) expect(() => listsIn(none)).toThrow();
  });

  test("is kept with where it is from and when; all of it is refused but what customers have there", () => {
    const { source, read, networks, domains } = published;
    expect([source, read]).toEqual([
      expect.stringMatching(/^https:/),
      expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    ]);
    expect(networks.map((network) => why(network.split("/")[0] ?? ""))).toEqual(
      networks.map(() => "microsoft"),
    );
    expect(domains.filter((name) => why(name) === null)).toEqual([]);
    expect(domains.filter((name) => why(`evil.${name}`) !== "microsoft")).toEqual([
      "onmicrosoft.com",
      "sharepoint.com",
    ]);
  });
});

describe("what would cut off the organisation itself is protected, however it is spelled", () => {
  test.each([
    ["LOGIN.MicrosoftOnline.com.", "microsoft"],
    ["https://login.microsoftonline.com..:8443/x", "microsoft"],
    ["https://login%2emicrosoftonline.com/", "microsoft"],
    ["ｌogin.microsoftonline.com", "microsoft"],
    ["login.windows.net", "microsoft"],
    ["https://graph.windows.net/tenant", "microsoft"],
    ["windows.net", "microsoft"],
    ["evil.blob.core.windows.net", null],
    ["evil.cloudapp.azure.com", null],
    ["microsoft.com.evil.example", null],
    ["xn--mcrosoft-9ib.com", null],
    ["mail.contoso.co.uk", "own"],
    ["contoso.co.uk", "own"],
    ["vpn.north.fabrikam.example", "own"],
    ["vpn.fabrikam.example", "own"],
    ["teams.cloud.microsoft", "microsoft"],
    ["login.msidentity.com", "microsoft"],
    ["20.190.151.6", "microsoft"],
    ["https://40.126.31.67:443/x", "microsoft"],
    ["https://[::ffff:52.112.0.1]/", "microsoft"],
    ["2603:1026:c0a::1", "microsoft"],
    ["20.50.1.1", null],
    ["https://13.107.6.192/", "microsoft"],
    ["40.92.12.1", "microsoft"],
    ["104.47.1.1", "microsoft"],
    ["2620:1ec:8f8::1", "microsoft"],
    ["enterpriseregistration.windows.net", "microsoft"],
    ["accounts.accesscontrol.windows.net", "microsoft"],
    ["autologon.microsoftazuread-sso.com", "microsoft"],
    ["microsoftazuread-sso.com", "microsoft"],
    ["aka.ms", "microsoft"],
    ["x.onenote.net", "microsoft"],
    ["mlccdnprod.azureedge.net", "microsoft"],
    ["azureedge.net", "microsoft"],
    ["evil.azureedge.net", null],
    ["evil.onmicrosoft.com", null],
    ["aka.ms.evil.example", null],
    ["notaka.ms", null],
    ["contoso.sharepoint.com", "own"],
    ["https://contoso-my.sharepoint.com/personal", "own"],
    ["contoso.onmicrosoft.com", "own"],
    ["contos0.sharepoint.com", null],
  ])("%s: %s", (typed, expected) => {
    expect(why(typed)).toBe(expected);
  });

  test.each([
    ["co.uk", "own"],
    ["com.au", "registry"],
    ["gov.se", "registry"],
    ["https://co.jp/", "registry"],
    ["co.example.se", null],
    ["co.com", null],
  ])("what whole countries' names end in, %s: %s", (typed, expected) => {
    expect(why(typed)).toBe(expected);
  });

  test.each([
    ["https://2130706433/", "reserved"],
    ["https://0x7f.1/", "reserved"],
    ["https://0177.0.0.1/", "reserved"],
    ["https://[::ffff:10.0.0.1]:444/", "reserved"],
    ["::10.0.0.1", "reserved"],
    ["fec0::1", "reserved"],
    ["https://intranet/", "reserved"],
    ["https://localhost./", "reserved"],
    ["fileserver.corp", "reserved"],
    ["printer.local", "reserved"],
    ["10.in-addr.arpa", "reserved"],
    ["https://localhost.evil.example/", null],
  ])("what means something inside only, %s: %s", (typed, expected) => {
    expect(why(typed)).toBe(expected);
  });

  test.each([
    "*.microsoft.com",
    "https://*/",
    "https://*.com/",
    "https://a:b@login.microsoftonline.com/",
    "login.microsoftonline.com:443",
    "2130706433",
    "0x7f.1",
    // No card shows it to its end.
    `https://cdn.example/${"a".repeat(1000)}`,
  ])("%s is nothing that can be blocked", (typed) => {
    expect(why(typed)).toBe("not understood");
  });
});
