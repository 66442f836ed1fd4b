export const TEAMS_HOST = "smba.trafficmanager.net";
const GCC_HOST = "smba.infra.gcc.teams.microsoft.com";

/**
 * Where Defender puts what a script or a file request of live response has brought: accounts of its own in Azure's storage
 * (`automatedirstrprd…`, one a region, and new ones come). Their names can't be told from those of other customers by a suffix:
 * a link counts because Defender gives it, the host only bounds it. Microsoft's sample of an answer names no account.
 */
const RESULTS = "*.blob.core.windows.net,core.windows.net";

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
    FILE_HOSTS: `*.securitycenter.windows.com,${RESULTS},*.sharepoint.com`,
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
    FILE_HOSTS: `*.securitycenter.microsoft.us,*.securitycenter.windows.com,${RESULTS},*.blob.core.usgovcloudapi.net,*.sharepoint.com`,
  },
} as const satisfies Readonly<Record<string, Readonly<Record<CloudVariable, string>>>>;
