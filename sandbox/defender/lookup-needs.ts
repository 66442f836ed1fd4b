import type { Need } from "../api/callers.ts";

const need = (delegated: string, application = `${delegated}.All`): Need => ({
  delegated: [delegated],
  application: [application],
});

/** The permissions of what is looked up about files, addresses, domains, weaknesses and software. */
export const LOOKUP_NEEDS = {
  file: need("File.Read.All", "File.Read.All"),
  ip: need("Ip.Read.All", "Ip.Read.All"),
  domain: need("URL.Read.All", "URL.Read.All"),
  vulnerability: need("Vulnerability.Read"),
  software: need("Software.Read"),
  score: need("Score.Read"),
  indicator: need("Ti.ReadWrite"),
  library: need("Library.Manage", "Library.Manage"),
  recommendation: need("SecurityRecommendation.Read"),
} as const;

/** The delegated ones, as the bot's app registration has them. */
export const LOOKUP_PERMISSIONS: readonly string[] = Object.values(LOOKUP_NEEDS).flatMap(
  ({ delegated }) => delegated,
);
