import type { FileDoors, Written } from "../../files/deps.ts";
import { isOnFileHost } from "../../shared/file-hosts.ts";
import type { Seal } from "../../shared/ports.ts";
import type { Transport } from "../transport/index.ts";

export interface FilesOptions {
  /** FILE_HOSTS: `host[:port]` or `*.domain`, lower case. */
  readonly hosts: readonly string[];
  readonly transport: Transport;
  readonly seal: Seal;
}

const SAVE_MS = 30_000;
/** A person waits for it, and a turn ends after less than 8 s. */
const FETCH_MS = 5_000;
const MAX_ANSWER_BYTES = 64 * 1_024;

/** The way to OneDrive's upload sessions: an address is a secret of its own, so nothing else says who writes. */
export function createFileDoors({ hosts, transport, seal }: FilesOptions): FileDoors {
  const isListed = (url: string): boolean => isOnFileHost(url, hosts);
  return {
    isListed,
    seal,
    async fetch(url, maxBytes) {
      if (!isListed(url)) return { kind: "unlisted" };
      const bounds = { timeoutMs: FETCH_MS, maxBytes, binary: true } as const;
      const outcome = await transport.exchange({ method: "GET", url, headers: {}, ...bounds });
      if (outcome.kind === "failed") return { kind: outcome.why === "too-large" ? "too-big" : "failed" };
      return outcome.status === 200 ? { kind: "bytes", bytes: outcome.bytes } : { kind: "failed" };
    },
    async save(url, bytes) {
      // Checked when it was stored, and here again: a list may have become shorter since.
      if (!isListed(url)) return "gone";
      const size = bytes.byteLength;
      const headers = {
        "content-type": "application/octet-stream",
        "content-range": `bytes 0-${size - 1}/${size}`,
      };
      const bounds = { timeoutMs: SAVE_MS, maxBytes: MAX_ANSWER_BYTES };
      const outcome = await transport.exchange({ method: "PUT", url, headers, body: bytes, ...bounds });
      return outcome.kind === "failed" ? "failed" : writtenAfter(outcome.status);
    },
  };
}

/** An upload session is over after its last byte, its end or its deletion; a redirect is nobody's we know. */
function writtenAfter(status: number): Written {
  if (status === 200 || status === 201) return "saved";
  const passing = status === 408 || status === 429 || status >= 500;
  return passing ? "failed" : "gone";
}
