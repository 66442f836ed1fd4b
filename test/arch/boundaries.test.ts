import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { foldersIn } from "../docs/paths.ts";

const ROOT = join(import.meta.dirname, "..", "..");
let copy: string;

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), "arch-"));
  for (const name of ["src", "sandbox", "tsconfig.json", ".dependency-cruiser.mjs", "package.json"]) {
    cpSync(join(ROOT, name), join(copy, name), { recursive: true });
  }
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

interface Cruise {
  readonly modules: number;
  /** File and rule of each violation. */
  readonly violations: readonly string[];
  /** As of the tool itself: what `npm test` and a pipeline go by. */
  readonly status: number | null;
}

/** One look at the tree; the report for people has all of it, and an exit code too. */
function cruise(): Cruise {
  const args = ["src", "sandbox", "--config", ".dependency-cruiser.mjs", "--output-type", "err"];
  const run = spawnSync(join(ROOT, "node_modules/.bin/depcruise"), args, { cwd: copy, maxBuffer: 1 << 28 });
  const report = stripVTControlCharacters(run.stdout.toString());
  const violations = [...report.matchAll(/^\s*error (\S+): (\S+)/gm)].map(
    ([, rule, from]) => `${from}: ${rule}`,
  );
  return { violations, status: run.status, modules: Number(/\((\d+) modules/.exec(report)?.[1]) };
}

/** A folder, what a file in it imports, and the rule that forbids it. */
const PLANTED: readonly (readonly [folder: string, target: string, rule: string])[] = [
  ["texts", "../shared/clock.ts", "texts-imports-downwards"],
  ["shared", "../defender/device.ts", "shared-imports-downwards"],
  ["defender", "../policy/model.ts", "defender-imports-downwards"],
  ["identity", "../messaging/rows.ts", "identity-imports-downwards"],
  ["policy", "../grammar/args.ts", "policy-imports-downwards"],
  ["grammar", "../policy/model.ts", "grammar-imports-downwards"],
  ["messaging", "../subscriptions/rows.ts", "messaging-imports-downwards"],
  ["subscriptions", "../alerts/rows.ts", "subscriptions-imports-downwards"],
  ["files", "../alerts/rows.ts", "files-imports-downwards"],
  ["alerts", "../audit/rows.ts", "alerts-imports-downwards"],
  ["audit", "../requests/rows.ts", "audit-imports-downwards"],
  ["requests", "../commands/command.ts", "requests-imports-downwards"],
  ["requests/machine", "../change-command.ts", "requests-machine-imports-downwards"],
  ["requests/facts", "../open/open.ts", "requests-facts-imports-downwards"],
  ["requests/card", "../transition/apply.ts", "requests-card-imports-downwards"],
  ["requests/contain", "../open/open.ts", "requests-contain-imports-downwards"],
  ["requests/transition", "../click/click.ts", "requests-transition-imports-downwards"],
  ["requests/open", "../execute/execute.ts", "requests-open-imports-downwards"],
  ["requests/click", "../open/open.ts", "requests-click-imports-downwards"],
  ["requests/execute", "../click/click.ts", "requests-execute-imports-downwards"],
  ["commands", "../bot/deps.ts", "commands-imports-downwards"],
  ["bot", "../adapters/store/store.ts", "bot-imports-downwards"],
  ["policy", "node:fs", "policy-is-pure"],
  ["grammar", "zod", "rooms-are-pure"],
  ["requests/machine", "node:https", "rooms-are-pure"],
  ["bot", "pino", "rooms-are-pure"],
  ["config", "../bot/deps.ts", "config-knows-no-use-case"],
  ["backup", "../adapters/teams/index.ts", "backup-knows-the-store-alone"],
  ["adapters/audit-sink", "../store/store.ts", "adapter-audit-sink-imports-inwards"],
  ["adapters/defender", "../entra/index.ts", "adapter-defender-imports-inwards"],
  ["adapters/entra", "../defender/index.ts", "adapter-entra-imports-inwards"],
  ["adapters/files", "../../bot/on-turn.ts", "adapter-files-imports-inwards"],
  ["adapters/http", "../../bot/on-turn.ts", "adapter-http-imports-inwards"],
  ["adapters/node", "../../bot/on-turn.ts", "adapter-node-imports-inwards"],
  ["adapters/policy-file", "../../bot/on-turn.ts", "adapter-policy-file-imports-inwards"],
  ["adapters/store", "../teams/index.ts", "adapter-store-imports-inwards"],
  ["adapters/teams", "../store/store.ts", "adapter-teams-imports-inwards"],
  ["adapters/traces", "../../bot/on-turn.ts", "adapter-traces-imports-inwards"],
  ["adapters/store", "botbuilder", "botbuilder-lives-in-one-room"],
  ["adapters/http", "botframework-connector", "botframework-lives-in-one-room"],
  ["adapters/teams", "restify", "restify-lives-in-one-room"],
  ["adapters/defender", "@azure/msal-node", "-azure-msal-node-lives-in-one-room"],
  ["adapters/metrics", "@opentelemetry/api", "-opentelemetry--lives-in-one-room"],
  ["adapters/http", "kysely", "kysely-lives-in-one-room"],
  ["adapters/http", "pg", "pg--lives-in-one-room"],
  ["adapters/entra", "node:sqlite", "sqlite-lives-in-one-room"],
  ["adapters/store", "./postgres.ts", "one-place-chooses-the-database"],
  ["doctor", "../adapters/store/sqlite.ts", "one-place-chooses-the-database"],
  ["adapters/defender", "node:https", "calls-leave-by-the-transport"],
  ["adapters/teams", "node:http", "calls-leave-by-the-transport"],
  ["doctor", "node:https", "calls-leave-by-the-transport"],
  ["adapters/entra", "../transport/exchange.ts", "adapter-entra-imports-inwards"],
  ["adapters/transport", "../entra/index.ts", "adapter-transport-imports-inwards"],
  [".", "./main.ts", "nobody-imports-main"],
  ["bot", "../main.ts", "nobody-imports-main"],
  ["adapters/metrics", "../store/store.ts", "adapter-metrics-imports-inwards"],
  ["doctor", "../bot/deps.ts", "doctor-runs-no-use-case"],
  ["doctor", "../../sandbox/people.ts", "the-bot-knows-no-sandbox"],
  ["../sandbox", "../src/defender/device.ts", "sandbox-is-the-outside-world"],
  ["../sandbox", "../src/main.ts", "sandbox-is-the-outside-world"],
];

async function rulesOf(file: string): Promise<{
  readonly forbidden: readonly { readonly name: string; readonly from: { readonly path?: unknown } }[];
}> {
  const { default: rules } = await import(join(ROOT, file));
  return rules;
}

const nameOf = (folder: string, index: number): string => join("src", folder, `planted-${index}.ts`);

describe("the arrows", () => {
  test("hold in the tree as it is, and the tool has really looked", () => {
    const { violations, modules, status } = cruise();
    expect(violations).toEqual([]);
    expect(status).toBe(0);
    expect(modules).toBeGreaterThan(100);
  });

  describe("a planted import is found", () => {
    let planted: Cruise;

    beforeAll(() => {
      PLANTED.forEach(([folder, target], index) =>
        plant(nameOf(folder, index), `import * as planted from "${target}";\nexport const used = planted;\n`),
      );
      plant("src/shared/circle-a.ts", `import { b } from "./circle-b.ts";\nexport const a = () => b;\n`);
      plant("src/shared/circle-b.ts", `import { a } from "./circle-a.ts";\nexport const b = () => a;\n`);
      plant("src/shared/types-a.ts", `import type { B } from "./types-b.ts";\nexport type A = B | null;\n`);
      plant(
        "src/shared/types-b.ts",
        `import type { A } from "./types-a.ts";\nexport type B = { readonly a: A };\n`,
      );
      planted = cruise();
    });

    test.each(PLANTED.map(([folder, target, rule], index) => [folder, target, rule, index] as const))(
      "in %s: %s (%s)",
      (folder, _, rule, index) => {
        expect(planted.violations).toContain(`${nameOf(folder, index)}: ${rule}`);
      },
    );

    test("for every rule that there is", async () => {
      const { forbidden } = await rulesOf(".dependency-cruiser.mjs");
      const rules = forbidden.map(({ name }) => name);
      expect(rules.length).toBeGreaterThan(30);
      expect(new Set([...PLANTED.map(([, , rule]) => rule), "no-circles"])).toEqual(new Set(rules));
    });

    test("for every room and every adapter that there is", async () => {
      const { forbidden } = await rulesOf(".dependency-cruiser.mjs");
      const froms = forbidden.map(({ from }) => String(from.path));
      const rooms = [
        ...foldersIn("src").filter((one) => one !== "adapters"),
        ...foldersIn("src/adapters").map((one) => `adapters/${one}`),
      ];
      expect(rooms.filter((room) => !froms.includes(`^src/${room}/`))).toEqual([]);
    });

    test("in a circle", () => {
      expect(planted.violations).toContain("src/shared/circle-a.ts: no-circles");
      expect(planted.violations).toContain("src/shared/types-a.ts: no-circles");
    });

    test("and fails the check", () => {
      expect(planted.status).toBeGreaterThan(0);
    });
  });
});

function plant(file: string, text: string): void {
  writeFileSync(join(copy, file), text);
}

describe("what the rules can't see", () => {
  const files = readdirSync(join(ROOT, "src"), { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(".ts"));
  const having = (names: readonly string[], pattern: RegExp): readonly string[] =>
    names.filter((name) => pattern.test(readFileSync(join(ROOT, "src", name), "utf8"))).toSorted();

  test("only the composition roots read the environment", () => {
    expect(having(files, /process\.env\b(?!`)/)).toEqual([
      "adapters/store/audit-cli.ts",
      "backup/main.ts",
      "doctor/main.ts",
      "main.ts",
    ]);
  });

  test("the rooms take time and chance from ports", () => {
    const inner = files.filter((name) => /\//.test(name) && !/^(adapters|backup|config|doctor)\//.test(name));
    expect(having(inner, /Date\.now|Math\.random|new Date\(\)|randomUUID|randomBytes|performance\./)).toEqual(
      [],
    );
  });

  test("only the policy compares numbers of approvals, and asks itself what they come to", () => {
    const others = files.filter((name) => !name.startsWith("policy/"));
    const number = String.raw`[\w.]*\b(?:verdict|then|default|usual|asked)\.approvals\b(?!\.)`;
    const compares = new RegExp(
      String.raw`${number} *[-+<>=!]|[-+<>=] *${number}|Math\.(?:max|min)\([^()]*pprovals`,
    );
    expect(having(others, compares)).toEqual([]);
    expect(having(others, /\bevaluate\(/)).toEqual(["requests/machine/lease-release.ts"]);
  });

  test("the bot knows nothing of the sandbox", () => {
    expect(having(files, /from ".*sandbox|isSandbox|SANDBOX/)).toEqual([]);
  });

  test("a command is registered in one place and nowhere else", () => {
    const commands = having(files, /= (reads|configures|changes)\(/).filter(
      (name) => dirname(name) === "commands",
    );
    expect(commands.length).toBeGreaterThan(20);
    const index = readFileSync(join(ROOT, "src/commands/index.ts"), "utf8");
    for (const name of commands) expect(index).toContain(`"./${name.slice("commands/".length)}"`);
  });
});
