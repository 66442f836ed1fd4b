import { text, time } from "./fields.ts";
import { DEVICE_ID_LABEL } from "../../defender/evidence.ts";
import { isReserved } from "../../defender/reserved.ts";
import type { Evidence, ProcessFacts } from "../../defender/alert.ts";

/**
 * Graph types its evidence: 48 kinds in its metadata, and more to come. Each is shown whole: what names it, then every
 * fact that is set, whatever it is called, so that nothing is lost of a kind that nobody here has heard of.
 */

type Raw = Readonly<Record<string, unknown>>;

const MOST_PIECES = 500;
const MOST_FACTS = 40;
const MOST_ITEMS = 20;
const DEEPEST = 3;

/** What every kind has, told apart from the facts; and what stands in the alert itself. */
const COMMON = new Set([
  ...["@odata.type", "createdDateTime", "verdict", "remediationStatus", "remediationStatusDetails"],
  ...["roles", "detailedRoles", "tags", "stream"],
]);

/** Of each kind the fields that name it, the first that is set; paths go into what is nested. */
const NAMED_BY: Readonly<Record<string, readonly string[]>> = {
  process: ["processCommandLine", "imageFile.path", "imageFile.fileName", "processId"],
  file: ["fileDetails.path", "fileDetails.fileName", "fileDetails.sha256", "fileDetails.sha1"],
  user: [
    "userAccount.userPrincipalName",
    "userAccount.account",
    "userAccount.displayName",
    "userAccount.userSid",
  ],
  ip: ["ipAddress"],
  url: ["url"],
  dns: ["domainName"],
  registryKey: ["key"],
  registryValue: ["key"],
  analyzedMessage: ["subject", "networkMessageId", "internetMessageId"],
  mailCluster: ["clusterByValue", "query"],
  mailbox: ["primaryAddress", "upn", "displayName"],
  cloudApplication: ["displayName", "instanceName", "appId"],
  oauthApplication: ["displayName", "appId"],
  cloudLogonSession: ["account.userAccount.userPrincipalName", "sessionId"],
  cloudLogonRequest: ["requestId"],
  device: ["deviceDnsName", "hostName", "mdeDeviceId"],
  ioTDevice: ["deviceName", "deviceId"],
  malware: ["name"],
  fileHash: ["value"],
  nic: ["macAddress", "ipAddress.ipAddress"],
};
/** What a file in a list is told apart by. */
const HASHES = ["fileDetails.sha256", "fileDetails.sha1", "fileDetails.md5"];
/** Where nothing is listed, these. */
const USUAL_NAMES = [
  "displayName",
  "name",
  "resourceName",
  "servicePrincipalName",
  "login",
  "agentName",
  "id",
  "value",
];

/** Names that people in the field use; whatever is not listed is split into words: `deliveryAction` → "Delivery action". */
const LABELS: Readonly<Record<string, string>> = {
  processCommandLine: "Command line",
  processId: "PID",
  processCreationDateTime: "Started",
  parentProcessId: "Parent PID",
  parentProcessCreationDateTime: "Parent started",
  "parentProcessImageFile.path": "Parent process",
  "imageFile.path": "File",
  "fileDetails.path": "File",
  sha1: "SHA-1",
  sha256: "SHA-256",
  sha256Ac: "SHA-256 (Authenticode)",
  md5: "MD5",
  ipAddress: "Address",
  countryLetterCode: "Country",
  url: "URL",
  key: "Registry key",
  registryValueName: "Registry value name",
  registryValue: "Registry value",
  registryValueType: "Registry value type",
  "userAccount.account": "Account",
  "userAccount.userPrincipalName": "UPN",
  "userAccount.userSid": "SID",
  "userAccount.azureAdUserId": "Entra object id",
  filePublisher: "Publisher",
  mdeDeviceId: DEVICE_ID_LABEL,
  p1Sender: "Envelope sender",
  p2Sender: "Sender",
};

/** All pieces but devices, which the alert tells by itself. */
export function graphEvidence(evidence: unknown): Evidence[] {
  const pieces = Array.isArray(evidence) ? (evidence as unknown[]).slice(0, MOST_PIECES) : [];
  return pieces.flatMap((piece) =>
    isRecord(piece) && kindOf(piece) !== "device" ? [toEvidence(piece)] : [],
  );
}

function toEvidence(raw: Raw): Evidence {
  const kind = kindOf(raw);
  const told = new Map(flat(joined(raw), "", 0));
  const type = kind.slice(0, 1).toUpperCase() + kind.slice(1);
  const headline = nameOf(kind, told) ?? type;
  const facts = [...told].flatMap(([key, value]) =>
    value === headline ? [] : [[labelOf(key), value] as const],
  );
  return {
    type,
    headline,
    facts: facts.slice(0, MOST_FACTS),
    verdict: unlessUnknown(raw["verdict"]),
    remediation: unlessUnknown(raw["remediationStatus"]),
    remediationDetails: text(raw["remediationStatusDetails"]),
    roles: [...texts(raw["roles"]), ...texts(raw["detailedRoles"])],
    ...sha1Of(raw),
    ...(kind === "process" ? { process: processOf(raw) } : {}),
  };
}

/** What names a piece of that kind; null: nothing of it is set. */
function nameOf(kind: string, told: ReadonlyMap<string, string>): string | null {
  const names = kind === "networkConnection" ? peersOf(told) : (NAMED_BY[kind] ?? USUAL_NAMES);
  const key = names.find((name) => told.has(name)) ?? [...told.keys()][0];
  return key === undefined ? null : (told.get(key) ?? null);
}

/** The ends of a connection, the one out there first: what is asked of it is whom the device talked to. */
function peersOf(told: ReadonlyMap<string, string>): readonly string[] {
  const ends = ["destinationAddress.ipAddress", "sourceAddress.ipAddress"];
  return ends.toSorted(
    (a, b) => Number(isReserved(told.get(a) ?? "")) - Number(isReserved(told.get(b) ?? "")),
  );
}

function sha1Of(raw: Raw): Pick<Evidence, "sha1"> {
  const sha1 = text(record(raw["imageFile"] ?? raw["fileDetails"])["sha1"])?.toLowerCase() ?? "";
  return /^[0-9a-f]{40}$/.test(sha1) ? { sha1 } : {};
}

/** `#microsoft.graph.security.processEvidence` → `process`. */
export function kindOf(piece: Raw): string {
  return /\.(\w+?)(?:Evidence)?$/.exec(String(piece["@odata.type"]))?.[1] ?? "unknown";
}

/** What a process tree is made of: ids are used again, so that the start belongs to each. */
function processOf(raw: Raw): ProcessFacts {
  return {
    pid: whole(raw["processId"]),
    startedAt: time(raw["processCreationDateTime"]),
    parentPid: whole(raw["parentProcessId"]),
    parentStartedAt: time(raw["parentProcessCreationDateTime"]),
    image: text(record(raw["imageFile"])["fileName"]),
    parentImage: text(record(raw["parentProcessImageFile"])["fileName"]),
    commandLine: text(raw["processCommandLine"]),
    deviceId: text(raw["mdeDeviceId"])?.toLowerCase() ?? null,
  };
}

function whole(value: unknown): number | null {
  const number = typeof value === "string" && /^\d{1,10}$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) && number >= 0 ? number : null;
}

/** What belongs together is one fact: folder and name, hive and key, domain and account. */
function joined(raw: Raw): Raw {
  const more: Record<string, unknown> = {};
  const rest = Object.fromEntries(
    Object.entries(raw).map(([key, value]) => [key, isRecord(value) ? joined(value) : value]),
  );
  const [folder, file] = [text(raw["filePath"]), text(raw["fileName"])];
  if (folder !== null && file !== null) more["path"] = pathOf(folder, file);
  const [hive, key] = [text(raw["registryHive"]), text(raw["registryKey"])];
  if (hive !== null || key !== null)
    more["key"] = hive !== null && key !== null ? `${hive}\\${key}` : (hive ?? key);
  const [domain, account] = [text(raw["domainName"]), text(raw["accountName"])];
  if (account !== null) more["account"] = domain === null ? account : `${domain}\\${account}`;
  const parts = [
    ...(more["path"] === undefined ? [] : ["filePath", "fileName"]),
    ...(more["key"] === undefined ? [] : ["registryHive", "registryKey"]),
    ...(more["account"] === undefined ? [] : ["domainName", "accountName"]),
  ];
  return { ...more, ...Object.fromEntries(Object.entries(rest).filter(([name]) => !parts.includes(name))) };
}

function pathOf(folder: string, name: string): string {
  const separator = folder.includes("/") && !folder.includes("\\") ? "/" : "\\";
  if (folder.endsWith(separator + name)) return folder;
  return folder.endsWith(separator) ? folder + name : `${folder}${separator}${name}`;
}

/** Every text, number and flag that is set, by its path. */
function flat(raw: Raw, at: string, depth: number): [string, string][] {
  return Object.entries(raw).flatMap(([name, value]): [string, string][] => {
    if (COMMON.has(name) || name.startsWith("@")) return [];
    const key = at === "" ? name : `${at}.${name}`;
    const told = Array.isArray(value) ? listed(value) : scalar(value);
    if (told !== null) return [[key, told]];
    return isRecord(value) && depth < DEEPEST ? flat(value, key, depth + 1) : [];
  });
}

function scalar(value: unknown): string | null {
  if (typeof value === "boolean" || typeof value === "number") return String(value);
  return text(value);
}

/** A list in one line; of what is nested in it, what names it, and a file's hash. */
function listed(values: readonly unknown[]): string | null {
  const words = values.slice(0, MOST_ITEMS).flatMap((value) => {
    const told = isRecord(value) ? itemOf(value) : scalar(value);
    return told === null ? [] : [told];
  });
  return words.length === 0 ? null : text(words.join(", "));
}

/** Lists in it are not gone into: they may hold what holds them. */
function itemOf(raw: Raw): string | null {
  const plain = Object.fromEntries(Object.entries(raw).filter(([, value]) => !Array.isArray(value)));
  const told = new Map(flat(joined(plain), "", DEEPEST - 1));
  const name = nameOf(kindOf(raw), told);
  const hash = HASHES.map((key) => told.get(key)).find((value) => value !== undefined);
  return name === null || hash === undefined || hash === name ? name : `${name} (${hash})`;
}

function labelOf(key: string): string {
  const name = key.split(".").at(-1) ?? key;
  const known = LABELS[key] ?? LABELS[name];
  if (known !== undefined)
    return key.startsWith("parentProcessImageFile.") && known !== LABELS[key] ? `Parent ${known}` : known;
  const words = name.replace(/([a-z\d])([A-Z])/g, "$1 $2").toLowerCase();
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

function unlessUnknown(value: unknown): string | null {
  const told = text(value);
  return told === null || /^(?:unknown|none|unknownFutureValue)$/.test(told) ? null : told;
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.slice(0, MOST_ITEMS).flatMap((one) => unlessUnknown(one) ?? []) : [];
}

function isRecord(value: unknown): value is Raw {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function record(value: unknown): Raw {
  return isRecord(value) ? value : {};
}
