import { describe, expect, test } from "vitest";
import { graphAlertSchema } from "../../../src/adapters/defender/graph-schema.ts";
import { toAlert } from "../../../src/adapters/defender/map-alert.ts";
import type { Evidence } from "../../../src/defender/alert.ts";
import { EVIDENCE_KINDS, filled } from "../../support/evidence-kinds.ts";

const piece = (kind: string, fields: object) => ({
  "@odata.type": `#microsoft.graph.security.${kind}Evidence`,
  ...fields,
});
const told = (...evidence: object[]) => toAlert(graphAlertSchema.parse({ id: "da1_1", evidence })).evidence;
const words = ({ headline, facts }: Evidence) => [
  headline,
  ...facts.map(([label, value]) => `${label}: ${value}`),
];

describe("every kind of evidence in Graph's metadata", () => {
  test.each(EVIDENCE_KINDS)("%s is told with all that it holds", (kind) => {
    const { piece: whole, values } = filled(kind);
    const said = JSON.stringify(told(whole));
    expect([...values].filter(([, value]) => !said.includes(value)).map(([path]) => path)).toEqual([]);
  });

  test("what stands in a list of pieces is named, a file with its hash", () => {
    const file = piece("file", { fileDetails: { fileName: "a.exe", sha256: "ab12" } });
    const process = piece("process", { processCommandLine: "a.exe -x" });
    const address = piece("ip", { countryLetterCode: "NL", ipAddress: "203.0.113.9" });
    const [malware, dns] = told(
      piece("malware", { name: "Kelbra", files: [file], processes: [process] }),
      piece("dns", { domainName: "bad.example", ipAddresses: [address, address] }),
    );
    expect(words(malware!)).toEqual(["Kelbra", "Files: a.exe (ab12)", "Processes: a.exe -x"]);
    expect(words(dns!)).toEqual(["bad.example", "Ip addresses: 203.0.113.9, 203.0.113.9"]);
  });
});
