import { describe, expect, test } from "vitest";
import { addressIn, domainOf, hashKindOf, urlOf } from "../../src/defender/observable.ts";
import { isReserved } from "../../src/defender/reserved.ts";

describe("what is found is recognised by its form alone", () => {
  test.each([
    ["bad.example", "bad.example"],
    ["BAD.Example.", "bad.example"],
    ["bücher.example", "xn--bcher-kva.example"],
    ["_dmarc.bad.example", "_dmarc.bad.example"],
    ["localhost", null],
    ["10.0.0.1", null],
    ["0x7f.1", null],
    ["a..example", null],
    ["bad.example/path", null],
    ["user@bad.example", null],
    ["bad.example:8080", null],
    ["-bad.example", null],
    ["bad%2eexample", null],
  ])("%s as a domain", (text, domain) => {
    expect(domainOf(text)).toBe(domain);
  });

  test.each([
    ["10.20.30.42", "10.20.30.42"],
    ["2001:DB8:0:0::1", "2001:db8::1"],
    ["[fe80::1%eth0]", "fe80::1"],
    ["010.1.1.1", null],
    ["1.2.3", null],
    ["10.0.0.0/8", null],
  ])("%s as an address", (text, address) => {
    expect(addressIn(text)).toBe(address);
  });

  test("a digest, by its length", () => {
    expect(
      ["a".repeat(32), "B".repeat(40), "0".repeat(64), "0".repeat(41), "g".repeat(40), ""].map(hashKindOf),
    ).toEqual(["md5", "sha1", "sha256", null, null, null]);
  });

  test("a URL is of http or https, and carries no credentials", () => {
    expect(urlOf("https://bad.example/a")?.hostname).toBe("bad.example");
    for (const text of ["javascript:alert(1)", "ftp://bad.example", "https://a:b@bad.example", "bad.example"])
      expect(urlOf(text)).toBeNull();
  });
});

test.each([
  ["10.1.2.3", true],
  ["172.31.0.1", true],
  ["172.32.0.1", false],
  ["100.64.0.1", true],
  ["169.254.169.254", true],
  ["127.0.0.1", true],
  ["::ffff:10.0.0.1", true],
  ["::ffff:a00:1", true],
  ["::ffff:8.8.8.8", false],
  ["fd12::1", true],
  ["fe80::1", true],
  ["ff02::1", true],
  ["2606:4700::1111", false],
  ["8.8.8.8", false],
  ["255.255.255.255", true],
  ["0.0.0.0", true],
  ["bad.example", false],
])("%s is private or reserved: %s", (address, reserved) => {
  expect(isReserved(address)).toBe(reserved);
});
