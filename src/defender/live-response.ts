/** What runs on a device in a live response, and what it brings. */

/** One command of it, as Defender's API takes it (run live response). */
export interface LiveOrder {
  readonly type: "RunScript" | "GetFile";
  readonly params: readonly { readonly key: "ScriptName" | "Args" | "Path"; readonly value: string }[];
}

/** A file of the tenant's library. Whoever may work on the library can exchange it under its name. */
export interface LibraryFile {
  readonly name: string;
  /** SHA-256 of what it is now, in hex digits; null: Defender does not say. */
  readonly sha256: string | null;
  readonly createdBy: string | null;
  /** Epoch milliseconds. */
  readonly changedAt: number | null;
}

/** Runs a script of the library with its arguments, which are one string. */
export function runScript(script: string, args: string | undefined): LiveOrder {
  const given = args === undefined ? [] : [{ key: "Args", value: args } as const];
  return { type: "RunScript", params: [{ key: "ScriptName", value: script }, ...given] };
}

/** Brings one file. */
export function getFile(path: string): LiveOrder {
  return { type: "GetFile", params: [{ key: "Path", value: path }] };
}

/** What a script has said, as Defender keeps it. Hostile. */
export interface ScriptResult {
  readonly exitCode: number | null;
  readonly output: string;
  readonly errors: string;
}

/** The result file of `RunScript`; null: it is none. */
export function scriptResultIn(bytes: Uint8Array): ScriptResult | null {
  const value = parsed(new TextDecoder().decode(bytes));
  if (typeof value !== "object" || value === null || !("script_output" in value)) return null;
  const { exit_code: code, script_output: output, script_errors: errors } = value as Record<string, unknown>;
  return { exitCode: typeof code === "number" ? code : null, output: textIn(output), errors: textIn(errors) };
}

function textIn(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What can be run in a live response, by how its name ends. */
const SCRIPT = /\.(?:ps1|sh|py|bat|cmd)$/i;

/** Whether a file of the library is a script. */
export function isScript(name: string): boolean {
  return SCRIPT.test(name);
}
