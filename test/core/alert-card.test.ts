import { expect, test } from "vitest";
import { evidenceByKind, tellingLine } from "../../src/alerts/evidence.ts";
import { outcomeTone } from "../../src/alerts/outcome.ts";
import { alertCard } from "../../src/alerts/card.ts";
import { CardRefs } from "../../src/messaging/card-actions.ts";
import { COMMANDS } from "../../src/commands/index.ts";
import type { Alert, Evidence } from "../../src/defender/alert.ts";
import { recorded, shown, tongueOf } from "../../src/texts/render.ts";
import { isText, type Words } from "../../src/texts/text.ts";
import { alertWith } from "../support/alert.ts";

const DEVICE = "a1".repeat(20);
const OTHER = "b2".repeat(20);
const SHA1 = "c3".repeat(20);

const words = (value: Words): string => (isText(value) ? recorded(value) : value);
const piece = (type: string, headline: string, more: Partial<Evidence> = {}): Evidence => ({
  ...{ type, headline, facts: [], ...more },
});

function rows(fields: Partial<Alert>) {
  const alert = alertWith({ deviceId: DEVICE, ...fields });
  return evidenceByKind(alert, 8, new CardRefs("ref", COMMANDS)).flatMap(({ id, rows }) =>
    rows.map((row) => ({
      id,
      headline: words(row.headline),
      outcome: words(row.outcome),
      facts: row.facts.map(({ label, value }) => `${words(label)}: ${words(value)}`),
      buttons: row.buttons.map(({ title }) => words(title)),
    })),
  );
}

test("each piece of evidence says what Defender holds it for and whether it was stopped", () => {
  const told = (verdict: string | null, remediation: string | null) =>
    rows({ evidence: [piece("File", "a.exe", { verdict, remediation })] })[0]?.outcome;
  expect(told("malicious", "prevented")).toBe("Malicious · prevented");
  expect(told("suspicious", "active")).toBe("Suspicious · still active");
  expect(told("malicious", null)).toBe("Malicious");
  expect(told(null, "anythingNew")).toBe("anythingNew");
  expect(told(null, null)).toBe("");
});

test("the line that tells what happened is that of the process which Defender judges worst, else of the first", () => {
  const told = (...pieces: readonly (readonly [type: string, headline: string, verdict: string | null])[]) =>
    tellingLine(
      alertWith({ evidence: pieces.map(([type, line, verdict]) => piece(type, line, { verdict })) }),
    );
  const word = ["Process", "winword.exe /n a.docm", "noThreatsFound"] as const;
  const cmd = ["Process", "cmd.exe /c start", "suspicious"] as const;
  const shell = ["Process", "powershell -enc A", "Malicious"] as const;
  const file = ["File", "a.docm", "malicious"] as const;
  expect(told(file, word, cmd, shell)).toBe("powershell -enc A");
  expect(told(word, cmd)).toBe("cmd.exe /c start");
  expect(told(word, file)).toBe("winword.exe /n a.docm");
  expect(told(["File", "b.txt", null], file)).toBe("a.docm");
  expect(told()).toBeNull();
});

test("a kind of evidence and its facts have their names in either language; what nobody has heard of keeps its own", () => {
  const evidence = [
    piece("Ip", "198.51.100.23", { facts: [["Country", "NL"]] }),
    piece("FooBar", "x", { facts: [["Foo bar", "1"]] }),
  ];
  const said = (tag: "en" | "sv") =>
    evidenceByKind(alertWith({ evidence }), 8, new CardRefs("ref", COMMANDS)).flatMap(({ rows: found }) =>
      found.flatMap(({ type, facts }) =>
        [type, ...facts.map(({ label }) => label)].map((one) =>
          isText(one) ? shown(one, tongueOf(tag)) : one,
        ),
      ),
    );
  expect(said("en")).toEqual(["IP address", "Country", "FooBar", "Foo bar"]);
  expect(said("sv")).toEqual(["IP-adress", "Land", "FooBar", "Foo bar"]);
});

test("times in evidence are told to the second, and as UTC; what only begins like a time is left as it is", () => {
  const facts = [
    ["Started", "2026-11-20T12:00:59.2Z"],
    ["Subject", "2026-11-20T12:00:59Z report"],
  ] as const;
  expect(rows({ evidence: [piece("Process", "a.exe", { facts })] })[0]?.facts).toEqual([
    "Started: 2026-11-20 12:00:59 UTC",
    "Subject: 2026-11-20T12:00:59Z report",
  ]);
});

test("evidence that could not be read is said, and never taken for none", () => {
  const [group] = evidenceByKind(alertWith({ evidenceUnread: true }), 8, new CardRefs("ref", COMMANDS));
  expect(words(group?.title ?? "")).toBe("The evidence could not be read: please look in Defender.");
});

test.each([
  ["malicious", "blocked", "good"],
  ["malicious", "active", "attention"],
  ["malicious", null, "attention"],
  [null, "partiallyRemediated", "attention"],
  ["noThreatsFound", null, "neutral"],
  [null, "anythingNew", "neutral"],
])("%s and %s looks %s: only what was stopped is good news", (verdict, remediation, tone) => {
  expect(outcomeTone(verdict, remediation)).toBe(tone);
});

test("the id of the device that it was found on, which looks like the hash of a file, is no file", () => {
  const evidence = [
    piece("File", "C:\\a.exe", {
      sha1: SHA1,
      facts: [
        ["SHA-1", SHA1],
        ["Device id", "d".repeat(40)],
      ],
    }),
    piece("Device", "e".repeat(40)),
  ];
  expect(rows({ evidence }).map(({ buttons }) => buttons)).toEqual([
    ["Look up file", "Block", "Quarantine file"],
    [],
  ]);
});

test("each value in the evidence is one click from its card, and what can be blocked has Block", () => {
  const evidence = [
    piece("File", "C:\\a.exe", { sha1: SHA1 }),
    piece("Ip", "10.0.0.7"),
    piece("Ip", "203.0.113.9"),
    piece("Url", "https://bad.example/a.ps1"),
    piece("Dns", "worse.example"),
    piece("User", "ana@contoso.com"),
    piece("Process", "cmd.exe"),
  ];
  expect(rows({ evidence }).map(({ headline, buttons }) => [headline, ...buttons])).toEqual([
    ["C:\\a.exe", "Look up file", "Block", "Quarantine file"],
    ["cmd.exe"],
    ["10.0.0.7", "Look up 10.0.0.7"],
    ["203.0.113.9", "Look up 203.0.113.9", "Block"],
    ["https://bad.example/a.ps1", "Look up bad.example", "Block"],
    ["worse.example", "Look up worse.example", "Block"],
    ["ana@contoso.com", "Show user"],
  ]);
});

test("devices come with their parts and who was logged on, the primary one first, each with its card", () => {
  const [near, far] = [
    { deviceId: OTHER, deviceName: "web02", deviceGroup: null, roles: ["attacked"] },
    {
      ...{ deviceId: DEVICE, deviceName: "web01", deviceGroup: null },
      ...{ roles: ["PrimaryDevice"], loggedOn: ["CONTOSO\\ana"] },
    },
  ];
  expect(rows({ devices: [near, far] })).toMatchObject([
    {
      headline: "web01",
      facts: ["Role: First device", "Logged on: CONTOSO\\ana"],
      buttons: ["Show device", "Open person CONTOSO\\ana"],
    },
    { headline: "web02", facts: ["Role: Attacked"], buttons: ["Show device"] },
  ]);
});

test("who started whom is drawn above the evidence", () => {
  const unknown = { startedAt: null, parentStartedAt: null, parentImage: null, deviceId: DEVICE };
  const process = { ...unknown, pid: 7, image: "cmd.exe", commandLine: "cmd.exe /c whoami", parentPid: 3 };
  const evidence = [piece("Process", "cmd.exe", { process: { ...process, parentImage: "winword.exe" } })];
  const tree = rows({ evidence }).filter(({ id }) => id === "evidence-tree");
  expect(tree.map(({ headline }) => headline)).toEqual([
    "winword.exe (3)",
    "└ cmd.exe (7): cmd.exe /c whoami",
  ]);
});

test("its incident is one click away, also where nobody pressed anything in a list", () => {
  const open = (incidentId: string | null) => {
    const content = alertCard(alertWith({ incidentId }), {
      ...{ buttons: new CardRefs("ref", COMMANDS), evidence: 8, time: (ms: number | null) => `at ${ms}` },
    });
    return JSON.stringify(content.kind === "card" ? content.data["buttons"] : null);
  };
  expect(open("4711")).toContain("alerts.openIncident");
  expect(open(null)).not.toContain("alerts.openIncident");
});

test("recommended actions, the first activity and the threat family are on the card", () => {
  const found = alertWith({ recommendedActions: "Do this.", firstEventAt: 5, threatFamily: "Emotet" });
  const content = alertCard(found, {
    buttons: new CardRefs("ref", COMMANDS),
    evidence: 8,
    time: (ms) => `at ${ms}`,
  });
  const text = JSON.stringify(content.kind === "card" ? content.data : null);
  for (const told of ["Do this.", "at 5", "Emotet"]) expect(text).toContain(told);
});
