import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { keptKey } from "../../sandbox/entra/signing-key.ts";
import { sandboxTls } from "../../sandbox/tls.ts";

/**
 * The sandbox's authority and the key of its tokens, one for all tests of a process: to make them, and to trust the authority,
 * costs as much as many a test.
 */

const folder = mkdtempSync(join(tmpdir(), "sandbox-tls-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
let made: Promise<unknown> | null = null;

/** The folder where both are kept; made once, also for two tenants that start beside each other. */
export async function tlsDir(): Promise<string> {
  await (made ??= Promise.all([sandboxTls(folder), keptKey(folder)]));
  return folder;
}

const trusted = new Set<string>();

/** Makes TLS of this process trust that authority beside all others. @param caFile PEM */
export function trust(caFile: string): void {
  if (!trusted.has(caFile))
    setDefaultCACertificates([...getCACertificates("default"), readFileSync(caFile, "utf8")]);
  trusted.add(caFile);
}
