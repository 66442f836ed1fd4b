import { defenderApiDocument } from "./defender-api/document.ts";
import { sentenceTable } from "./sentences.ts";
import { onCard, recorded, tongueOf } from "../src/texts/render.ts";
import { worded } from "../src/texts/text.ts";
import { LANGUAGES, type Language } from "../src/texts/locale.ts";
import { readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { recordSchema } from "../src/adapters/store/audit-schema.ts";
import { COMMANDS } from "../src/commands/index.ts";
import { OS_FAMILIES } from "../src/policy/os-families.ts";
import { DEVICE_RULES } from "../src/requests/facts/device-roles.ts";
import { append, AUDIT_EVENTS } from "../src/audit/record.ts";
import { usageOf, type Command, type ConfigureCommand } from "../src/commands/command.ts";
import { toOcsf } from "../src/audit/ocsf.ts";
import { needsNobody } from "../src/policy/approvals.ts";
import { DEFAULT_POLICY, evaluate } from "../src/policy/evaluate.ts";
import { policySchema } from "../src/adapters/policy-file/schema.ts";
import {
  applicationGrants,
  delegatedGrant,
  rolesFor,
  type Api,
  type Grant,
  type Permission,
} from "../src/defender/operations.ts";
import type { ConversationRef } from "../src/messaging/conversation.ts";

/** What is derived from the declarations: tables of the documents, the manifest's command list, the JSON Schemas. */

const NOBODY = { oid: "", tid: "", upn: "", name: "" };

const CHANNEL: ConversationRef = { id: "", thread: null, kind: "channel", tenantId: "", serviceUrl: "" };

function configurers(command: ConfigureCommand): string {
  const anywhere = command.roles({}, CHANNEL) ?? [];
  const own = command.roles({}, { ...CHANNEL, kind: "personal" });
  const more = own?.filter((role) => !anywhere.includes(role));
  const also =
    more === undefined
      ? ", in their own chat everybody"
      : more.length === 0
        ? ""
        : `, in their own chat \`${more.join("`, `")}\``;
  return `\`${anywhere.join("`, `")}\`${also}`;
}

function whoMay(command: Command): string {
  switch (command.effect) {
    case "reads":
      if (command.roles !== undefined) return command.roles.map((role) => `\`${role}\``).join(" or ");
      return command.signIn === "never" ? "everybody" : "everybody, with their own Defender rights";
    case "configures":
      return configurers(command);
    case "proposes":
      return command.roles.map((role) => `\`${role}\``).join(" or ");
    case "changes":
      return command.role === null ? "Defender's own roles" : `\`${command.role}\``;
  }
}

function approvals(command: Command): string {
  if (command.effect !== "changes") return "";
  const usage = { hour: 0, day: 0, groupHour: 0 };
  const { action } = command;
  const verdict = evaluate({ action, requester: NOBODY, now: 0, usage }, DEFAULT_POLICY);
  return needsNobody(verdict) ? "none" : String(verdict.approvals);
}

/** The command table of the README. */
function commandTable(): string {
  const rows = COMMANDS.map(
    (command) =>
      `| \`${usageOf(command).replaceAll("|", "\\|")}\` | ${recorded(command.summary)} | ${whoMay(command)} | ${approvals(command)} |`,
  );
  return ["| command | what it does | who may | approvals |", "|---|---|---|---|", ...rows].join("\n");
}

const API_NAMES: Readonly<Record<Api, string>> = { defender: "WindowsDefenderATP", graph: "Microsoft Graph" };

/** Where alerts come from when nothing is configured. */
const USUAL = "graph";

/** The commands that need each delegated permission. */
function users(): ReadonlyMap<Permission, readonly string[]> {
  const used = new Map<Permission, readonly string[]>();
  for (const { name, permissions } of COMMANDS)
    for (const permission of permissions)
      used.set(permission, [...(used.get(permission) ?? []), `\`${name}\``]);
  return used;
}

function grantRow(type: string, usual: Grant, mde: Grant | undefined, rest: readonly string[]): string {
  const own = `\`${usual.permission}\``;
  const other = mde === undefined || mde.permission === usual.permission ? null : mde;
  const also = other === null ? "" : ` (${API_NAMES[other.api]} \`${other.permission}\`)`;
  return `   | ${[type, API_NAMES[usual.api], `${own}${also}`, ...rest].join(" | ")} |`;
}

/** The permissions that an administrator consents to; in brackets what ALERTS_API=mde needs in its place. */
function permissionTable(): string {
  const delegated = [...users()].map(([permission, names]) =>
    grantRow("Delegated", delegatedGrant(permission, USUAL), delegatedGrant(permission, "mde"), [
      rolesFor(permission).join(", "),
      names.join(" "),
    ]),
  );
  const inMde = applicationGrants("mde", true);
  const application = applicationGrants(USUAL, true).map((grant) =>
    grantRow(
      "Application",
      grant,
      inMde.find((one) => one.for === grant.for),
      ["", APPLICATION_USES[grant.for]],
    ),
  );
  return [
    "   | type | API | permission | role at Defender or Entra ID | for |",
    "   |---|---|---|---|---|",
    ...delegated.toSorted(),
    ...application.toSorted(),
  ].join("\n");
}

const APPLICATION_USES = {
  polling: "new alerts, posted by themselves (reads only)",
  tracking: "following machine actions to their end (reads only)",
} as const;

/** `text` with what stands between the two markers replaced. */
export function between(text: string, name: string, content: string): string {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`no markers ${name}`);
  return `${text.slice(0, from + begin.length)}\n${content}\n${text.slice(to)}`;
}

/** Most commands that Teams suggests in one kind of conversation (manifest schema). */
export const MOST_SUGGESTED = 10;

/** The commands that Teams suggests in 1:1 chats, and in what several people share. */
export function suggestedIn(
  where: "personal" | "shared",
  language: Language = "en",
): readonly { title: string; description: string }[] {
  return COMMANDS.filter(({ suggested }) => suggested === where || suggested === "everywhere").map(
    ({ name, summary }) => ({ title: name, description: onCard(worded(summary), tongueOf(language)) }),
  );
}

/** The manifest's words in another language: its template with the descriptions of the commands; their names stay. */
function localizedManifest(template: string, language: Language): string {
  const kept = Object.entries(JSON.parse(template) as Record<string, string>).filter(
    ([name]) => !name.startsWith("bots["),
  );
  const commands = (["personal", "shared"] as const).flatMap((where, list) =>
    suggestedIn(where, language).map(
      ({ description }, at) =>
        [`bots[0].commandLists[${list}].commands[${at}].description`, description] as const,
    ),
  );
  return `${JSON.stringify(Object.fromEntries([...kept, ...commands]), null, 2)}\n`;
}

/** Beside the manifest's own. */
const OTHER_LANGUAGES = LANGUAGES.filter((language) => language !== "en");

/** The manifest template with its command lists and languages. */
function manifestText(template: string): string {
  const manifest = JSON.parse(template) as {
    bots: { commandLists: unknown }[];
    localizationInfo: { additionalLanguages: unknown };
  };
  manifest.localizationInfo.additionalLanguages = OTHER_LANGUAGES.map((languageTag) => ({
    languageTag,
    file: `${languageTag}.json`,
  }));
  for (const bot of manifest.bots)
    bot.commandLists = [
      { scopes: ["personal"], commands: suggestedIn("personal") },
      { scopes: ["team", "groupChat"], commands: suggestedIn("shared") },
    ];
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** The JSON Schema of `policy.json`, for editors. */
function policyJsonSchema(): string {
  const schema = z.toJSONSchema(policySchema, { io: "input", unrepresentable: "any" });
  return `${JSON.stringify({ ...schema, title: "Policy of the Defender bot" }, null, 2)}\n`;
}

/** The JSON Schema of one line of `npm run audit -- export` and of what AUDIT_SINK_URL gets. */
function auditJsonSchema(): string {
  const schema = z.toJSONSchema(recordSchema);
  return `${JSON.stringify({ ...schema, title: "Audit record of the Defender bot" }, null, 2)}\n`;
}

/** What the pre-flight knows devices by. */
function deviceRuleTable(): string {
  const rows = DEVICE_RULES.map(({ what, by, for: purpose, because }) => {
    const patterns = Object.entries(by).map(
      ([key, list]) => `${key === "os" ? "OS" : key} ${list.map((one) => `\`${one}\``).join(", ")}`,
    );
    return `| ${recorded(what)} | ${patterns.join("; ")} | ${purpose} | ${recorded(because)} |`;
  });
  return ["| it looks like | by | said for | because |", "|---|---|---|---|", ...rows].join("\n");
}

/** Which systems a rule's family name stands for. */
function osFamilyTable(): string {
  const rows = Object.entries(OS_FAMILIES).map(
    ([family, patterns]) => `| \`${family}\` | ${patterns.map((one) => `\`${one}\``).join(", ")} |`,
  );
  return ["| family | what Defender calls its systems |", "|---|---|", ...rows].join("\n");
}

/** The fields of an audit record, for docs/audit.md. */
function recordTable(): string {
  const { properties = {}, required = [] } = z.toJSONSchema(recordSchema);
  const rows = Object.entries(properties).map(([name, field]) => {
    const meaning = typeof field === "object" ? (field.description ?? "") : "";
    return `| \`${name}\` | ${required.includes(name) ? "yes" : "no"} | ${meaning} |`;
  });
  return ["| field | always | meaning |", "|---|---|---|", ...rows].join("\n");
}

/** How each audit event is told in OCSF, for docs/audit.md. */
function ocsfTable(): string {
  const rows = AUDIT_EVENTS.map((event) => {
    const draft = { at: 0, actor: { system: true }, event, command: "", args: {}, outcome: "" } as const;
    const told = toOcsf(append(null, draft));
    return `| \`${event}\` | ${String(told["type_uid"])} ${String(told["class_name"])}: ${String(told["activity_name"])} | ${String(told["severity"])} | ${String(told["status"])} |`;
  });
  return ["| event | class and activity | severity | status |", "|---|---|---|---|", ...rows].join("\n");
}

/** Every generated file with its content. */
export function generated(read: (path: string) => string): ReadonlyMap<string, string> {
  const readme = between(read("README.md"), "commands", commandTable());
  return new Map([
    ["README.md", between(readme, "permissions", permissionTable())],
    [
      "docs/approvals.md",
      between(
        between(read("docs/approvals.md"), "preflight", deviceRuleTable()),
        "families",
        osFamilyTable(),
      ),
    ],
    ["manifest/manifest.json", manifestText(read("manifest/manifest.json"))],
    ...OTHER_LANGUAGES.map((language) => {
      const path = `manifest/${language}.json`;
      return [path, localizedManifest(read(path), language)] as const;
    }),
    ["policy.schema.json", policyJsonSchema()],
    ["audit.schema.json", auditJsonSchema()],
    ["docs/architecture.md", between(read("docs/architecture.md"), "sentences", sentenceTable())],
    ["docs/defender-api.md", defenderApiDocument()],
    ["docs/audit.md", between(between(read("docs/audit.md"), "record", recordTable()), "ocsf", ocsfTable())],
  ]);
}

if (import.meta.main) {
  for (const [path, content] of generated((file) => readFileSync(file, "utf8"))) writeFileSync(path, content);
}
