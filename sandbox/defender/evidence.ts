import { staffIdOf } from "../staff.ts";
import { SANDBOX_DOMAIN } from "../people.ts";
import { HOSTILE_COMMAND_LINES, HOSTILE_FILE_NAMES } from "./hostile.ts";
import { defenderTime, type Random } from "./random.ts";
import type { OtherType, SandboxEvidence } from "./types.ts";

type OwnKind = Exclude<SandboxEvidence["entityType"], OtherType>;
const OWN_KINDS: readonly string[] = [
  "User",
  "Process",
  "File",
  "Ip",
  "Url",
  "Registry",
] satisfies readonly OwnKind[];

/** Whether Defender's own API knows of that kind too. */
export function isOwnKind(kind: SandboxEvidence["entityType"]): kind is OwnKind {
  return OWN_KINDS.includes(kind);
}

/** A piece of evidence of which nothing is known but its kind and when it was seen. */
export function blank(entityType: SandboxEvidence["entityType"], at: string): SandboxEvidence {
  return {
    entityType,
    evidenceCreationTime: at,
    sha1: null,
    sha256: null,
    fileName: null,
    filePath: null,
    processId: null,
    processCommandLine: null,
    processCreationTime: null,
    parentProcessId: null,
    parentProcessCreationTime: null,
    parentProcessFileName: null,
    parentProcessFilePath: null,
    ipAddress: null,
    url: null,
    registryKey: null,
    registryHive: null,
    registryValueType: null,
    registryValue: null,
    accountName: null,
    domainName: null,
    userSid: null,
    aadUserId: null,
    userPrincipalName: null,
    detectionStatus: null,
  };
}

/** Two to six pieces of evidence, one entity each; about one in six is hostile. `at` in epoch milliseconds. */
export function createEvidence(random: Random, at: number): SandboxEvidence[] {
  const time = defenderTime(at, random.int(8), random.int(10_000));
  const made: (() => SandboxEvidence)[] = [
    () => process(random, time),
    () => user(random, time),
    () => file(random, time),
    () => ({ ...blank("Ip", time), ipAddress: `198.51.100.${1 + random.int(250)}` }),
    () => ({ ...blank("Url", time), url: `http://cdn-${random.hex(6)}.bad.example/update` }),
    () => ({
      ...blank("Registry", time),
      registryHive: "HKEY_CURRENT_USER",
      registryKey: "Software\\Microsoft\\Windows\\CurrentVersion\\Run",
      registryValueType: "String",
      registryValue: "C:\\ProgramData\\upd.exe /silent",
    }),
  ];
  return made.slice(0, 2 + random.int(made.length - 1)).map((make) => make());
}

function process(random: Random, time: string): SandboxEvidence {
  const harmless = [
    "rundll32.exe C:\\Temp\\mod.dll,Start",
    'cmd.exe /c "whoami /all"',
    "wscript.exe invoice.js",
  ];
  return {
    ...blank("Process", time),
    sha1: random.hex(40),
    sha256: random.hex(64),
    fileName: random.pick(["rundll32.exe", "powershell.exe", "wscript.exe"]),
    filePath: "C:\\Windows\\System32",
    processId: 1000 + random.int(20_000),
    processCommandLine: random.pick(random.int(6) === 0 ? HOSTILE_COMMAND_LINES : harmless),
    processCreationTime: time,
    parentProcessId: 700 + random.int(300),
    parentProcessCreationTime: time,
    parentProcessFileName: "explorer.exe",
    parentProcessFilePath: "C:\\Windows",
    detectionStatus: "Detected",
  };
}

function user(random: Random, time: string): SandboxEvidence {
  const accountName = random.pick(["m.keller", "s.aydin", "j.moreau"]);
  const userSid = `S-1-5-21-1004336348-1177238915-682003330-${1000 + random.int(9000)}`;
  // Drawn all the same: what is drawn after it stays what it was.
  random.uuid();
  return {
    ...blank("User", time),
    accountName,
    domainName: "contoso",
    userSid,
    aadUserId: staffIdOf(accountName),
    userPrincipalName: `${accountName}@${SANDBOX_DOMAIN}`,
  };
}

function file(random: Random, time: string): SandboxEvidence {
  return {
    ...blank("File", time),
    sha1: random.hex(40),
    sha256: random.hex(64),
    fileName: random.pick(random.int(6) === 0 ? HOSTILE_FILE_NAMES : ["mod.dll", "invoice.js", "upd.exe"]),
    filePath: "C:\\Users\\Public\\Downloads",
    detectionStatus: random.pick(["Detected", "Prevented"]),
  };
}
