import { readFileSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { z } from "zod";

/**
 * Renews src/defender/microsoft-365.json, what `block` refuses as Microsoft's own: `node tools/microsoft-365.ts`, or with the
 * file that the service's answer was saved in, where this machine does not get there. It prints what is new and what is gone.
 */

/** Microsoft's "Microsoft 365 IP Address and URL web service": what a network has to let through. */
const SOURCE = "https://endpoints.office.com/endpoints/worldwide";
const FILE = new URL("../src/defender/microsoft-365.json", import.meta.url);

const published = z.array(
  z.looseObject({ urls: z.array(z.string()).optional(), ips: z.array(z.string()).optional() }),
);

interface Lists {
  readonly networks: readonly string[];
  readonly domains: readonly string[];
}

/**
 * The networks and names in an answer of the service, each once. A wildcard stands for all below what follows it.
 * @throws Error: it is no answer of that service, or names neither
 */
export function listsIn(answer: unknown): Lists {
  const sets = published.parse(answer);
  const networks = sorted(sets.flatMap(({ ips = [] }) => ips)).filter(isNetwork);
  const domains = sorted(sets.flatMap(({ urls = [] }) => urls).map(below)).filter((name) =>
    name.includes("."),
  );
  if (networks.length === 0 || domains.length === 0) throw new Error("it names no networks, or no domains");
  return { networks, domains };
}

function sorted(values: readonly string[]): readonly string[] {
  return [...new Set(values.map((value) => value.toLowerCase()))].toSorted();
}

function isNetwork(value: string): boolean {
  const [address = "", prefix = ""] = value.split("/");
  return isIP(address) !== 0 && /^\d{1,3}$/.test(prefix);
}

/** `*.x.example` and `autodiscover.*.x.example` are all of x.example, `*cdn.x.example` too. */
function below(url: string): string {
  const labels = url.split(".");
  return labels.slice(labels.findLastIndex((label) => label.includes("*")) + 1).join(".");
}

async function answered(file: string | undefined): Promise<unknown> {
  if (file !== undefined) return JSON.parse(readFileSync(file, "utf8"));
  const answer = await fetch(`${SOURCE}?clientrequestid=${crypto.randomUUID()}`);
  if (!answer.ok) throw new Error(`${SOURCE} answered ${answer.status}`);
  return answer.json();
}

async function main(file: string | undefined): Promise<void> {
  const lists = listsIn(await answered(file));
  const before = JSON.parse(readFileSync(FILE, "utf8")) as Lists;
  for (const key of ["networks", "domains"] as const) {
    for (const one of lists[key]) if (!before[key].includes(one)) console.log(`+ ${one}`);
    for (const one of before[key]) if (!lists[key].includes(one)) console.log(`- ${one}`);
  }
  const read = new Date().toISOString().slice(0, 10);
  writeFileSync(FILE, `${JSON.stringify({ source: SOURCE, read, ...lists }, null, 2)}\n`);
}

if (import.meta.main) await main(process.argv[2]);
