import { BlockList, isIP } from "node:net";
import published from "./microsoft-365.json" with { type: "json" };

/**
 * What Microsoft publishes as the networks and names of Microsoft 365: sign-in, mail, Teams, SharePoint, and what those need.
 * It names networks only where Microsoft 365 alone is; the rest of Azure is rented out, also to attackers, and is not among
 * them. `node tools/microsoft-365.ts` renews the list.
 */
const { networks, domains } = published;

/** Names, each with all that is below it. */
export const PUBLISHED_NAMES: readonly string[] = domains;

const list = new BlockList();
for (const network of networks) {
  const [address = "", prefix = ""] = network.split("/");
  list.addSubnet(address, Number(prefix), isIP(address) === 6 ? "ipv6" : "ipv4");
}

/** Whether an address is one at which Microsoft 365 alone is. What is no address is none. */
export function isMicrosoft365(address: string): boolean {
  const version = isIP(address);
  return version !== 0 && list.check(address, version === 6 ? "ipv6" : "ipv4");
}
