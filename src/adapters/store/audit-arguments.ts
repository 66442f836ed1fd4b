import { parseArgs } from "node:util";
import type { Mark } from "../../audit/verify.ts";
import { keyIdOf, markOf, parseCheckpoint } from "../../audit/checkpoint.ts";
import type { Outside } from "./audit-reader.ts";

export const USAGE = `usage: npm run audit -- verify [--file EXPORT] [--checkpoint CHECKPOINT]... [--public-key KEY]...
       npm run audit -- verify-report FILE [--public-key KEY]...
       npm run audit -- export [--format jsonl|ocsf] [--from N]
Reads the store that DATABASE_URL or DATA_DIR names (environment or .env); with --file an export and no store at all.
verify: exit code 0 when the chain is whole, 1 when it is not or can't be read, and then the first bad index is told.
CHECKPOINT is INDEX:HASH, or INDEX:HASH:AT:SIGNATURE, which needs --public-key. KEY is what "npm run doctor" prints.
verify-report: the same for a report (ZIP), without any store; the first bad thing is named.
export: one JSON text a line on stdout.
`;

/** What the command line asks for. */
export type AuditInvocation =
  | { readonly kind: "verify"; readonly file: string | null; readonly outside: Outside }
  | { readonly kind: "verify-report"; readonly file: string; readonly publicKeys: readonly string[] }
  | { readonly kind: "export"; readonly from: number; readonly format: "jsonl" | "ocsf" };

const OPTIONS = {
  verify: {
    file: { type: "string" },
    checkpoint: { type: "string", multiple: true },
    "public-key": { type: "string", multiple: true },
  },
  export: { from: { type: "string" }, format: { type: "string" } },
} as const;

/** Reads a command line; null when it makes no sense. */
export function invocationOf([command, ...args]: readonly string[]): AuditInvocation | null {
  try {
    if (command === "verify") return verifyInvocation(args);
    if (command === "verify-report") return reportInvocation(args);
    return command === "export" ? exportInvocation(args) : null;
  } catch {
    // An option that there is not.
    return null;
  }
}

/** One key in 64 begins with a hyphen, and would be taken for an option. */
function withKeysJoined(args: readonly string[]): string[] {
  return args.flatMap((arg, index) => {
    if (args[index - 1] === "--public-key") return [];
    return arg === "--public-key" && index + 1 < args.length ? [`${arg}=${args[index + 1]}`] : [arg];
  });
}

function verifyInvocation(args: string[]): AuditInvocation | null {
  const { values } = parseArgs({ args: withKeysJoined(args), options: OPTIONS.verify });
  const publicKeys = values["public-key"] ?? [];
  if (!publicKeys.every((key) => /^[\w-]{43}$/.test(key))) return null;
  const checkpoints = (values.checkpoint ?? []).map((text) => markFrom(text, publicKeys));
  if (!checkpoints.every((mark) => mark !== null)) return null;
  return { kind: "verify", file: values.file ?? null, outside: { checkpoints, publicKeys } };
}

function reportInvocation(args: string[]): AuditInvocation | null {
  const options = { "public-key": OPTIONS.verify["public-key"] };
  const { values, positionals } = parseArgs({ args: withKeysJoined(args), options, allowPositionals: true });
  const publicKeys = values["public-key"] ?? [];
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0 || !publicKeys.every((key) => /^[\w-]{43}$/.test(key)))
    return null;
  return { kind: "verify-report", file, publicKeys };
}

function exportInvocation(args: string[]): AuditInvocation | null {
  const { from = "0", format = "jsonl" } = parseArgs({ args, options: OPTIONS.export }).values;
  if (!/^\d{1,15}$/.test(from) || (format !== "jsonl" && format !== "ocsf")) return null;
  return { kind: "export", from: Number(from), format };
}

/** Null: no checkpoint, or a signed one without a key: a signature that nobody looks at would only seem to prove. */
function markFrom(text: string, publicKeys: readonly string[]): Mark | null {
  const parsed = parseCheckpoint(text);
  if (parsed === null) return null;
  const { index, hash, signed } = parsed;
  if (signed === null) return { index, hash, fault: null };
  // The text does not say which key it was: any of them will do.
  const marks = publicKeys.map((key) => markOf({ index, hash, ...signed, keyId: keyIdOf(key) }, [key]));
  return marks.find((mark) => mark.fault === null) ?? marks[0] ?? null;
}
