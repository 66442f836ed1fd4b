import { describe, expect, test } from "vitest";
import { alertUrl, deviceUrl } from "../../src/defender/portal.ts";
import { retryAfterMs } from "../../src/shared/retry-after.ts";
import { isLoopback, isSafeUrl, loopbackAddressOf } from "../../src/shared/safe-url.ts";
import { START } from "../support/request.ts";

/** Addresses and answers of the services around the bot. */

describe("an address is safe to send a token to", () => {
  test.each([
    ["https://bot.contoso.example/", true],
    ["https://127.0.0.1:8443/", true],
    ["http://localhost:3978/", true],
    ["http://127.0.0.1/", true],
    ["http://127.255.10.200:1/", true],
    ["http://[::1]:1/", true],
    ["http://bot.contoso.example/", false],
    ["http://10.0.0.1/", false],
    ["http://localhost.evil.example/", false],
    ["http://evil.example.localhost/", false],
    ["http://127.0.0.1.evil.example/", false],
    ["http://evil127.0.0.1.example/", false],
    ["http://[::2]/", false],
    ["ftp://127.0.0.1/", false],
    ["ws://localhost/", false],
    ["https://user@bot.contoso.example/", false],
    ["https://:password@bot.contoso.example/", false],
    ["https://user:password@127.0.0.1/", false],
  ])("%s: %s", (address, safe) => {
    expect(isSafeUrl(new URL(address))).toBe(safe);
  });

  test("loopback is told by the host alone", () => {
    expect(isLoopback(new URL("https://localhost/"))).toBe(true);
    expect(isLoopback(new URL("https://contoso.example/localhost"))).toBe(false);
  });
});

test.each([
  ["http://127.0.0.1:3978", "127.0.0.1"],
  ["http://localhost:3978", "127.0.0.1"],
  ["http://[::1]:3978", "::1"],
  ["https://127.9.9.9", "127.9.9.9"],
  ["https://bot.contoso.com", null],
])("a bot that is reached on this machine only listens nowhere else: %s", (address, host) => {
  expect(loopbackAddressOf(new URL(address))).toBe(host);
});

describe("Retry-After", () => {
  const LONGEST = 3_600_000;
  test.each<[string | null, number | null]>([
    [null, null],
    ["3", 3000],
    [" 120 ", 120_000],
    ["0.25", 250],
    ["1.0001", 1001],
    ["0", 0],
    ["3600", LONGEST],
    ["3601", LONGEST],
    ["999999999", LONGEST],
    ["Sun, 22 Nov 2026 00:00:30 GMT", 30_000],
    ["Sat, 21 Nov 2026 23:59:30 GMT", 0],
    ["Mon, 23 Nov 2026 00:00:00 GMT", LONGEST],
    ["", null],
    ["soon", null],
    ["3 moments", null],
    ["about 3", null],
    ["-1", null],
    ["Sunday in a week", null],
    ["Sunday, 22-Nov-26 00:00:30 GMT", 30_000],
  ])("%j is %s ms", (header, ms) => {
    expect(retryAfterMs(header, START, LONGEST)).toBe(ms);
  });
});

test("cards link to the portal, and no id leads anywhere else in it", () => {
  expect(alertUrl("da1_-2")).toBe("https://security.microsoft.com/alerts/da1_-2");
  expect(deviceUrl("d".repeat(40))).toBe(`https://security.microsoft.com/machines/${"d".repeat(40)}`);
  expect(alertUrl("../x?y#z")).toBe("https://security.microsoft.com/alerts/..%2Fx%3Fy%23z");
  expect(deviceUrl("a/b")).toBe("https://security.microsoft.com/machines/a%2Fb");
});
