/** What the doctor has found about one thing. */
export interface Finding {
  /** What was looked at, e.g. `network`. */
  readonly check: CheckName;
  readonly status: "ok" | "note" | "warning" | "failed";
  /** One sentence or two; never a secret. */
  readonly text: string;
}

const TITLES = {
  configuration: "Configuration",
  network: "Network",
  clock: "Clock",
  tokens: "Application tokens",
  calls: "Calls as the application",
  people: "Permissions of people",
  store: "Store",
} as const;

export type CheckName = keyof typeof TITLES;

const LABELS = { ok: "ok     ", note: "       ", warning: "warning", failed: "FAILED " } as const;

/** Exit code 0 is for a set-up without anything that failed. */
export function isHealthy(findings: readonly Finding[]): boolean {
  return findings.every(({ status }) => status !== "failed");
}

/** For people: a heading per check, a line per finding, and how it stands at the end. */
export function toText(findings: readonly Finding[]): string {
  const names = Object.keys(TITLES) as CheckName[];
  const blocks = names.flatMap((name) => {
    const lines = findings
      .filter(({ check }) => check === name)
      .map(({ status, text }) => `  ${LABELS[status]}  ${text}`);
    return lines.length === 0 ? [] : [[TITLES[name], ...lines].join("\n")];
  });
  return `${[...blocks, summary(findings)].join("\n\n")}\n`;
}

/** For programs. */
export function toJson(findings: readonly Finding[]): string {
  return `${JSON.stringify({ ok: isHealthy(findings), findings }, null, 2)}\n`;
}

function summary(findings: readonly Finding[]): string {
  const count = (wanted: Finding["status"]) => findings.filter(({ status }) => status === wanted).length;
  const [failed, warnings] = [count("failed"), count("warning")];
  const warned = warnings === 0 ? "" : ` ${numbered(warnings, "warning")}.`;
  return failed === 0 ? `The set-up works.${warned}` : `${numbered(failed, "problem")} to solve.${warned}`;
}

function numbered(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
