import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";

/** The sandbox's authority, one for all tests of a process: to make one, and to trust it, costs as much as many a test. */

/** Where its certificates are kept. */
export const TLS_DIR = mkdtempSync(join(tmpdir(), "sandbox-tls-"));
process.on("exit", () => rmSync(TLS_DIR, { recursive: true, force: true }));

const trusted = new Set<string>();

/** Makes TLS of this process trust that authority beside all others. @param caFile PEM */
export function trust(caFile: string): void {
  if (!trusted.has(caFile))
    setDefaultCACertificates([...getCACertificates("default"), readFileSync(caFile, "utf8")]);
  trusted.add(caFile);
}
