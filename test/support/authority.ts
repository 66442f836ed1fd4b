import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { sandboxTls, type SandboxTls } from "../../sandbox/tls.ts";

/** The sandbox's authority, one for all tests of a process: to make one, and to trust it, costs as much as many a test. */

const folder = mkdtempSync(join(tmpdir(), "sandbox-tls-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
let made: Promise<SandboxTls> | null = null;

/** The folder where its certificates are kept; made once, also for two tenants that start beside each other. */
export async function tlsDir(): Promise<string> {
  await (made ??= sandboxTls(folder));
  return folder;
}

const trusted = new Set<string>();

/** Makes TLS of this process trust that authority beside all others. @param caFile PEM */
export function trust(caFile: string): void {
  if (!trusted.has(caFile))
    setDefaultCACertificates([...getCACertificates("default"), readFileSync(caFile, "utf8")]);
  trusted.add(caFile);
}
