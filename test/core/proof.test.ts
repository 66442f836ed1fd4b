import { describe, expect, test } from "vitest";
import { silenceQuery, trafficOf } from "../../src/defender/silence.ts";
import { silenceProof } from "../../src/requests/machine/proof.ts";
import { recorded } from "../../src/texts/render.ts";
import { worded } from "../../src/texts/text.ts";

/** Whether an isolated device is silent, as a hunting query tells it. */

const ID = "ab".repeat(20);
const SINCE = Date.parse("2026-11-29T14:03:00Z");
const at = (minutes: number): string => new Date(SINCE + minutes * 60_000).toISOString();

function said(rows: readonly (readonly string[])[], more: { isLast?: boolean; isSelective?: boolean } = {}) {
  const columns = ["DeviceId", "Kind", "Timestamp", "Peer", "By"].map((name) => ({ name, type: "" }));
  const traffic = trafficOf({ columns, rows, count: rows.length }).get(ID);
  const proof = silenceProof(traffic, { since: SINCE, isLast: false, isSelective: false, ...more });
  return { verdict: proof.verdict, words: recorded(worded(proof.says)) };
}

describe("an isolated device", () => {
  test("that has reported nothing but its talk with Defender is silent, up to when it has reported", () => {
    const rows = [
      [ID, "report", at(9), "20.1.1.1", "MsSense.exe"],
      [ID, "other", at(-1), "10.1.2.3", "x"],
    ];
    expect(said(rows)).toEqual({
      verdict: "quiet",
      words:
        "No connection since 14:03 UTC but to Defender, as far as the device has reported (up to 14:12 UTC on 29 Nov 2026).",
    });
  });

  test("that talks to anybody else is still talking, whatever the program calls itself", () => {
    const { verdict, words } = said([[ID, "other", at(5), "10.1.2.3", "MsSense.exe"]]);
    expect(verdict).toBe("seen");
    expect(words).toContain("Still talking to 10.1.2.3 (MsSense.exe): last at 14:08 UTC");
    expect(silenceQuery([ID]).kql).not.toContain("FileName ==");
  });

  test("of which no report has come proves nothing: it could not be verified, and why", () => {
    expect(said([[ID, "report", at(-3), "", ""]]).words).toMatch(/^Could not verify yet: nothing/);
    expect(said([], { isLast: true })).toMatchObject({ verdict: "unsure" });
    expect(said([], { isLast: true }).words).toMatch(/^Could not verify: nothing/);
  });

  test("is asked about with its id alone: what is no id gets into no query", () => {
    const { kql, top } = silenceQuery([ID, "') | take 1 //", ""]);
    expect(kql).not.toContain("take 1");
    expect(top).toBe(4);
  });

  test("an answer with other columns or broken times says nothing", () => {
    expect(said([[ID, "other", "soon", "10.1.2.3", "x"]]).verdict).toBe("unsure");
    expect(trafficOf({ columns: [], rows: [[ID]], count: 1 }).size).toBe(0);
  });
});
