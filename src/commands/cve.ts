import { positional } from "../grammar/args.ts";
import { cveId } from "../grammar/findings.ts";
import type { Vulnerability } from "../defender/lookups.ts";
import type { Tone } from "../messaging/card.ts";
import { factsCard } from "../messaging/facts-card.ts";
import { cleanLine } from "../texts/safe-text.ts";
import { named } from "../texts/named.ts";
import { say } from "../texts/text.ts";
import { reads } from "./command.ts";
import * as finding from "./parts/finding.ts";

const TONES: Readonly<Record<string, Tone>> = {
  Critical: "attention",
  High: "attention",
  Medium: "warning",
  Low: "accent",
};
/** Longest description shown, in code points. */
const LONGEST = 500;

export const cve = reads({
  name: "cve",
  summary: say("summary.cve"),
  args: { id: positional(cveId, say("argument.cveId")) },
  example: "cve CVE-2026-21412",
  asks: say("commands.asksCve"),
  shows: "device-data",
  permissions: ["Vulnerability.Read"],
  signIn: "by-call",
  async run(context, { id }) {
    const now = context.clock.now();
    const [found, devices] = await Promise.all([
      context.defender.vulnerability(id),
      finding.orNull(context.defender.devicesExposedTo(id)),
    ]);
    const n = found.exposedDevices ?? devices?.length ?? null;
    const heading =
      n === null ? say("lookups.exposedUnchecked", { id }) : say("lookups.exposedTo", { n, id });
    return factsCard(
      {
        heading,
        tone: TONES[found.severity ?? ""] ?? "neutral",
        intro: cleanLine(found.description ?? "", LONGEST),
        facts: factsOf(found, now),
        rows: finding.deviceRows(context, devices),
        total: devices?.length ?? 0,
      },
      heading,
    );
  },
});

function factsOf(found: Vulnerability, now: number) {
  const { cvss, publishedAt, updatedAt } = found;
  return finding.known([
    [say("lookups.severity"), named("level", found.severity)],
    [say("lookups.cvss"), cvss === null ? null : say("lookups.decimal", { n: cvss })],
    [say("lookups.exploit"), say("lookups.exploits", found.exploit)],
    [say("lookups.exploitTypes"), found.exploitTypes.join(", ")],
    [say("lookups.published"), publishedAt === null ? null : say("common.when", { at: publishedAt, now })],
    [say("lookups.updated"), updatedAt === null ? null : say("common.when", { at: updatedAt, now })],
    [say("lookups.names"), found.title],
  ]);
}
