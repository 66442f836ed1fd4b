import { describe, expect, test } from "vitest";
import { indicatedBy } from "../../src/defender/indicator.ts";
import { protectedBy } from "../../src/defender/protected.ts";

const OWN = ["clinic.contoso.co.uk", "contoso.onmicrosoft.com", "north.fabrikam.example"];

function why(typed: string): string | null {
  const indicated = indicatedBy(typed);
  return indicated === null ? "not understood" : protectedBy(indicated, OWN);
}

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
  ])("%s is nothing that can be blocked", (typed) => {
    expect(why(typed)).toBe("not understood");
  });
});
