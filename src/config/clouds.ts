export const TEAMS_HOST = "smba.trafficmanager.net";
const GCC_HOST = "smba.infra.gcc.teams.microsoft.com";

type CloudVariable =
  | "ENTRA_AUTHORITY"
  | "DEFENDER_URL"
  | "DEFENDER_RESOURCE"
  | "GRAPH_URL"
  | "BOT_OPENID_URL"
  | "BOT_TOKEN_ISSUER"
  | "BOT_OAUTH_SCOPE"
  | "BOT_SERVICE_HOSTS"
  | "FILE_HOSTS";

/** Defaults that a cloud sets, all of them, by the names that CLOUD may have; other clouds set the variables themselves. */
export const CLOUDS = {
  commercial: {
    ENTRA_AUTHORITY: "https://login.microsoftonline.com",
    DEFENDER_URL: "https://api.security.microsoft.com",
    DEFENDER_RESOURCE: "https://api.securitycenter.microsoft.com",
    GRAPH_URL: "https://graph.microsoft.com",
    BOT_OPENID_URL: "https://login.botframework.com/v1/.well-known/openidconfiguration",
    BOT_TOKEN_ISSUER: "https://api.botframework.com",
    BOT_OAUTH_SCOPE: "https://api.botframework.com/.default",
    BOT_SERVICE_HOSTS: TEAMS_HOST,
    FILE_HOSTS: "*.securitycenter.windows.com,core.windows.net,*.sharepoint.com",
  },
  gcc: {
    ENTRA_AUTHORITY: "https://login.microsoftonline.com",
    DEFENDER_URL: "https://api-gcc.securitycenter.microsoft.us",
    DEFENDER_RESOURCE: "https://securitycenter.onmicrosoft.com/windowsatpservice",
    GRAPH_URL: "https://graph.microsoft.com",
    BOT_OPENID_URL: "https://login.botframework.com/v1/.well-known/openidconfiguration",
    BOT_TOKEN_ISSUER: "https://api.botframework.com",
    BOT_OAUTH_SCOPE: "https://api.botframework.com/.default",
    BOT_SERVICE_HOSTS: GCC_HOST,
    FILE_HOSTS:
      "*.securitycenter.microsoft.us,*.securitycenter.windows.com,core.windows.net,*.sharepoint.com",
  },
} as const satisfies Readonly<Record<string, Readonly<Record<CloudVariable, string>>>>;
