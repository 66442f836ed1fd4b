import type { DefenderOptions } from "../adapters/defender/index.ts";
import { credentialProblem, type EntraOptions } from "../adapters/entra/index.ts";
import { readConfig, type Config, type ConfigProblem } from "./environment.ts";
import type { Policy } from "../policy/model.ts";
import { BUILT_IN, loadPolicy } from "../adapters/policy-file/schema.ts";

/** Everything that a process is told from outside: the variables, and the files that they name. */
export interface Settings {
  readonly config: Config;
  /** Problems of the files; without any, `policy` is there. */
  readonly problems: readonly ConfigProblem[];
  readonly policy: Policy | null;
  /** Where the policy comes from, in words. */
  readonly policySource: string;
  /** The file that it comes from: from now on it has to be there. Null: the built-in one holds until there is a file. */
  readonly policyFile: string | null;
}

export type SettingsResult =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** Reads the environment; while its variables are bad, no file is looked at. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): SettingsResult {
  const read = readConfig(environment);
  if (!read.ok) return read;
  const { config } = read;
  const loaded = loadPolicy(config.policyFile);
  const credential = credentialProblem(config.credential);
  const policyProblems = loaded.ok ? [] : loaded.problems;
  const problems = [
    ...(credential === null ? [] : [credential]),
    ...policyProblems.map((problem) => ({
      name: "POLICY_FILE",
      problem: `${loaded.source}: ${problem}`,
      example: "./policy.json",
    })),
  ];
  const policy = loaded.ok ? loaded.policy : null;
  const { source: policySource } = loaded;
  const policyFile = policySource === BUILT_IN ? null : policySource;
  return { ok: true, settings: { config, problems, policy, policySource, policyFile } };
}

/** The line that stands for a bad variable. */
export function lineOf({ name, problem, example }: ConfigProblem): string {
  return `${name}: ${problem}. Example: ${example}`;
}

/** What of it Defender's client needs. */
export function defenderOptionsOf(config: Config): DefenderOptions {
  return {
    url: config.defenderUrl,
    graphUrl: config.graphUrl,
    fileHosts: config.fileHosts,
    alertsApi: config.alertsApi,
    appId: config.clientId,
  };
}

/** What of it Entra's client needs. */
export function entraOptionsOf(config: Config): EntraOptions {
  return {
    authority: config.entraAuthority,
    tenantId: config.tenantId,
    clientId: config.clientId,
    credential: config.credential,
    defenderResource: config.defenderResource,
    graphUrl: config.graphUrl,
    alertsApi: config.alertsApi,
    botScope: config.botOAuthScope,
    publicUrl: config.publicUrl,
  };
}
