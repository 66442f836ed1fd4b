/** Variables of the environment, as the bot and every command beside it read them. Pure: they are handed in. */

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The value of a variable; null when it is not set or empty. Blanks around it mean nothing, nor is the carriage
 * return that a file made on Windows leaves at the end of each: a folder of that name would be another, empty store.
 */
export function variable(environment: Environment, name: string): string | null {
  const value = environment[name]?.trim() ?? "";
  return value === "" ? null : value;
}

/** Whether a value stands in quotes, which some readers of such files (`docker --env-file`) leave there. */
export function isQuoted(value: string): boolean {
  return /^(["']).*\1$/s.test(value);
}

/** The folder of the store when DATA_DIR names none. */
export const DEFAULT_DATA_DIR = "./data";

/** Where the store is that the environment names; `databaseUrl` null: a file in `dataDir`. */
export function storeIn(environment: Environment): {
  readonly dataDir: string;
  readonly databaseUrl: string | null;
} {
  return {
    dataDir: variable(environment, "DATA_DIR") ?? DEFAULT_DATA_DIR,
    databaseUrl: variable(environment, "DATABASE_URL"),
  };
}

/** Whether that can be the URL of a PostgreSQL database: the scheme, and no `%` that stands for nothing. */
export function isDatabaseUrl(value: string): boolean {
  return /^postgres(ql)?:\/\//.test(value) && !/%(?![0-9a-f]{2})/i.test(value);
}
