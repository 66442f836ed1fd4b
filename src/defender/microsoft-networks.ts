import { BlockList, isIP } from "node:net";

/**
 * Networks at which Microsoft 365 alone is: sign-in, mail, Teams, SharePoint ("Microsoft 365 URLs and IP address ranges", ids
 * 1, 11, 31, 46 and 56). Azure's others are rented out, also to attackers: they are not among them.
 */
const NETWORKS: readonly (readonly [network: string, prefix: number])[] = [
  ["13.107.6.152", 31],
  ["13.107.18.10", 31],
  ["13.107.128.0", 22],
  ["13.107.136.0", 22],
  ["20.20.32.0", 19],
  ["20.190.128.0", 18],
  ["20.231.128.0", 19],
  ["23.103.160.0", 20],
  ["40.96.0.0", 13],
  ["40.104.0.0", 15],
  ["40.108.128.0", 17],
  ["40.126.0.0", 18],
  ["52.96.0.0", 14],
  ["52.104.0.0", 14],
  ["52.108.0.0", 14],
  ["52.112.0.0", 14],
  ["52.122.0.0", 15],
  ["104.146.128.0", 17],
  ["131.253.33.215", 32],
  ["132.245.0.0", 16],
  ["150.171.32.0", 22],
  ["150.171.40.0", 22],
  ["204.79.197.215", 32],
  ["2603:1006::", 40],
  ["2603:1016::", 36],
  ["2603:1026::", 36],
  ["2603:1036::", 36],
  ["2603:1046::", 36],
  ["2603:1056::", 36],
  ["2603:1063::", 38],
];

const list = new BlockList();
for (const [network, prefix] of NETWORKS)
  list.addSubnet(network, prefix, network.includes(":") ? "ipv6" : "ipv4");

/** Whether an address is one at which Microsoft 365 alone is. What is no address is none. */
export function isMicrosoft365(address: string): boolean {
  const version = isIP(address);
  return version !== 0 && list.check(address, version === 6 ? "ipv6" : "ipv4");
}
