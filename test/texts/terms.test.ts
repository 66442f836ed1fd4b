import { describe, expect, test } from "vitest";
import { ACTION_TYPES } from "../../src/defender/response-operations.ts";
import { names as english } from "../../src/texts/en/terms.ts";
import { names as swedish } from "../../src/texts/sv/terms.ts";
import { recorded, shown, tongueOf } from "../../src/texts/render.ts";
import { say } from "../../src/texts/text.ts";
import { readable, systemName } from "../../src/texts/readable.ts";
import { filterWords } from "../../src/subscriptions/filter-args.ts";

describe("values of Microsoft's enums reach people by their names, in either language", () => {
  test.each([
    ["severity", "UnSpecified", "No severity", "Ingen allvarlighetsgrad"],
    ["status", "InProgress", "In progress", "Pågår"],
    ["status", "inProgress", "In progress", "Pågår"],
    ["role", "PrimaryDevice", "First device", "Första enheten"],
    ["antivirus", "NotUpdated", "Not up to date", "Inte aktuellt"],
    [
      "determination",
      "notEnoughDataToValidate",
      "Not enough data to validate",
      "För lite data för att avgöra",
    ],
    ["scope", "full", "Full", "Fullständig"],
    ["logon", "RemoteInteractive", "Remote desktop", "Fjärrskrivbord"],
    ["commandStatus", "Created", "Not begun", "Inte börjat"],
    ["actionStatus", "TimeOut", "Timed out", "Tidsgränsen nådd"],
    ["action", "Isolate", "Isolate", "Isolera"],
    ["action", "RunAntiVirusScan", "Antivirus scan", "Antivirusgenomsökning"],
    ["indicator", "Block", "Block", "Blockera"],
    ["indicator", "BlockAndRemediate", "Block and remediate", "Blockera och åtgärda"],
    ["level", "Critical", "Critical", "Kritisk"],
    ["action", "SomethingNew", "Something new", "Something new"],
    ["source", "WindowsDefenderAtp", "Microsoft Defender for Endpoint", "Microsoft Defender för Endpoint"],
  ] as const)("%s %s", (term, value, en, sv) => {
    expect([english[term](value), swedish[term](value)]).toEqual([en, sv]);
  });

  test.each([
    ["SomethingQuiteNew", "Something quite new"],
    ["pendingIPCheck", "Pending IP check"],
    ["several words", "several words"],
    ["", ""],
  ])("one that no table has is made readable: %j", (value, shown) => {
    expect(readable(value)).toBe(shown);
    expect(english.role(value)).toBe(shown);
  });
});

test.each([
  ["Windows10", "Windows 10"],
  ["WindowsServer2022", "Windows Server 2022"],
  ["WindowsServer2012R2", "Windows Server 2012R2"],
  ["Windows10WVD", "Windows 10 WVD"],
  ["RedHatEnterpriseLinux", "Red Hat Enterprise Linux"],
  ["macOS", "macOS"],
  ["Ubuntu", "Ubuntu"],
])("an operating system is written as people write it: %s", (os, name) => {
  expect(systemName(os)).toBe(name);
});

test("no type of machine action reaches people as Defender spells it", () => {
  const spelled = ACTION_TYPES.filter((type) => english.action(type) === type);
  expect(spelled).toEqual(["Isolate"]);
  expect(ACTION_TYPES.filter((type) => swedish.action(type) === type)).toEqual([]);
});

test("a list of audit records says how many of them it shows", () => {
  const said = (n: number) => say("audit.records", { n, shown: 15 });
  expect([recorded(said(15)), recorded(said(24))]).toEqual([
    "15 audit records, the newest first",
    "24 audit records, the newest 15",
  ]);
  expect(shown(said(24), tongueOf("sv"))).toBe("24 granskningsposter, de 15 senaste");
});

test("what is subscribed to is said without a word of the program in either language", () => {
  const filter = filterWords({ severity: ["High", "Medium"], status: ["InProgress"], group: ["Servers"] });
  expect(recorded(filter)).toBe("severity High, Medium · group Servers · status In progress");
  expect(shown(filter, tongueOf("sv"))).toBe(
    "allvarlighetsgrad Hög, Medel · enhetsgrupp Servers · status Pågår",
  );
});

test("what became of a request is told in the reader's language", () => {
  const did = say("timeline.did", { event: "halted-refused", command: "isolate", target: "web01" });
  expect(recorded(did)).toBe("isolate web01: halted refused");
  expect(shown(did, tongueOf("sv"))).toBe("isolate web01: nekades medan allt var stoppat");
});

test("a screen reader says a row's severity by its name", () => {
  const row = say("alertList.openRow", { severity: "UnSpecified", title: "Odd sign-in" });
  expect(recorded(row)).toBe("Open alert, No severity: Odd sign-in");
});
