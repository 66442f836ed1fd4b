import { defenderTime, seededRandom } from "./random.ts";
import type { SandboxEvidence } from "./types.ts";

/** Files as the API tells of them. */
export interface SandboxFile {
  readonly name: string;
  readonly facts: { readonly globalPrevalence: number } & Readonly<Record<string, unknown>>;
}

type Named = Pick<SandboxEvidence, "sha1" | "sha256" | "fileName" | "evidenceCreationTime">;

/** What every Windows device here runs: Microsoft's own, signed. */
export const COMMON_FILE: Named = {
  sha1: "6f2b1f0c9a7de45b3c8810d2f4e6a9b7c5d3e1f0",
  sha256: "b1946ac92492d2347c6235b4d2611184d2c9a6f0e8b7c5d3a1f2e4b6c8d0a2f4",
  fileName: "svchost.exe",
  evidenceCreationTime: "2026-01-05T06:00:00Z",
};

/** What the world knows of a file; the same each time. Every other one has no signer and is known to hardly anybody. */
export function fileOf(named: Named): SandboxFile {
  const { sha1, sha256, fileName } = named;
  const random = seededRandom(Number.parseInt((sha1 ?? "0").slice(0, 8), 16));
  const isCommon = sha1 === COMMON_FILE.sha1;
  const signed = isCommon || random.int(2) === 0;
  const signer = isCommon ? "Microsoft Windows" : signed ? "Umbrella Tools Ltd" : null;
  return {
    name: fileName ?? "unknown",
    facts: {
      sha1,
      sha256,
      md5: random.hex(32),
      globalPrevalence: isCommon ? 812_000_000 : random.int(40),
      globalFirstObserved: defenderTime(Date.parse(named.evidenceCreationTime) - random.int(90) * 86_400_000),
      globalLastObserved: named.evidenceCreationTime,
      size: 4_096 + random.int(900_000),
      fileType: "PortableExecutable",
      isPeFile: true,
      filePublisher: isCommon ? "Microsoft Corporation" : null,
      fileProductName: isCommon ? "Microsoft Windows Operating System" : null,
      signer,
      issuer: signer === null ? null : "Microsoft Windows Production PCA 2011",
      signerHash: signer === null ? null : random.hex(40),
      isValidCertificate: isCommon,
      determinationType: isCommon ? "Clean" : random.int(3) === 0 ? "Malware" : "Unknown",
      determinationValue: isCommon ? null : "Trojan:Win32/Sabsik.FL.B!ml",
    },
  };
}

/** The host of a URL in an alert's evidence. */
export function hostIn(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : "";
}
