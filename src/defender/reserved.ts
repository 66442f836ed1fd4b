import { BlockList, isIP } from "node:net";

/**
 * Addresses that mean something on one's own networks only, or nothing at all: IANA's special-purpose registries
 * (https://www.iana.org/assignments/iana-ipv4-special-registry, …/iana-ipv6-special-registry) and multicast (RFC 5771,
 * RFC 4291). What is reserved for documentation is not among them: nothing is there, and exercises are played with it.
 * An IPv4 address that is written as an IPv6 one counts as what it is.
 */
const RESERVED: readonly (readonly [network: string, prefix: number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
  // With what was meant for IPv4 addresses in IPv6 (RFC 4291), so that none is hidden in one.
  ["::", 96],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  ["2001::", 23],
  ["2002::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
];

const list = new BlockList();
for (const [network, prefix] of RESERVED)
  list.addSubnet(network, prefix, network.includes(":") ? "ipv6" : "ipv4");

/** Whether an address is private, local, multicast or reserved. What is no address is none of these. */
export function isReserved(address: string): boolean {
  const version = isIP(address);
  return version !== 0 && list.check(address, version === 6 ? "ipv6" : "ipv4");
}
