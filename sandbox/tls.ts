import { randomUUID, X509Certificate } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generate } from "selfsigned";

export interface SandboxTls {
  /** PEM file of the authority: what `NODE_EXTRA_CA_CERTS` of the bot's process names. */
  readonly caFile: string;
  readonly ca: string;
  readonly key: string;
  readonly cert: string;
}

const DAY_MS = 86_400_000;
const FILES = { ca: "ca.pem", key: "server-key.pem", cert: "server.pem" } as const;

/**
 * A certificate for 127.0.0.1, ::1 and localhost under an authority of its own, kept in `folder` and used again
 * while it is valid for at least another day. The authority's key is thrown away, so nothing else can be signed.
 */
export async function sandboxTls(folder: string): Promise<SandboxTls> {
  const caFile = join(folder, FILES.ca);
  const kept = readKept(folder);
  if (kept) return { caFile, ...kept };
  const made = await makeCertificates();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, FILES.key), made.key, { mode: 0o600 });
  writeFileSync(join(folder, FILES.cert), made.cert);
  writeFileSync(caFile, made.ca);
  return { caFile, ...made };
}

function readKept(folder: string): Omit<SandboxTls, "caFile"> | undefined {
  try {
    const ca = readFileSync(join(folder, FILES.ca), "utf8");
    const key = readFileSync(join(folder, FILES.key), "utf8");
    const cert = readFileSync(join(folder, FILES.cert), "utf8");
    const authority = new X509Certificate(ca);
    const server = new X509Certificate(cert);
    const until = Math.min(Date.parse(authority.validTo), Date.parse(server.validTo));
    if (!server.verify(authority.publicKey) || until < Date.now() + DAY_MS) return undefined;
    return { ca, key, cert };
  } catch {
    // Missing, cut short or unreadable: all are cured by making them anew.
    return undefined;
  }
}

async function makeCertificates(): Promise<Omit<SandboxTls, "caFile">> {
  const notBeforeDate = new Date(Date.now() - DAY_MS);
  const notAfterDate = new Date(Date.now() + 365 * DAY_MS);
  // As safe as RSA, and made a hundred times as fast.
  const common = { notBeforeDate, notAfterDate, algorithm: "sha256", keyType: "ec" } as const;
  // A name of its own: of two authorities with one name, in a process that trusts both, OpenSSL tries only one.
  const name = `Sandbox tenant authority ${randomUUID()}`;
  const authority = await generate([{ name: "commonName", value: name }], {
    ...common,
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const server = await generate([{ name: "commonName", value: "localhost" }], {
    ...common,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: "basicConstraints", cA: false },
      { name: "keyUsage", digitalSignature: true, keyEncipherment: true },
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: "localhost" },
          { type: 7, ip: "127.0.0.1" },
          { type: 7, ip: "::1" },
        ],
      },
    ],
  });
  return { ca: authority.cert, key: server.private, cert: server.cert };
}
