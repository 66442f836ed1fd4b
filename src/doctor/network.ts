import type { Failed, Transport } from "../adapters/transport/index.ts";
import type { Config } from "../config/environment.ts";
import { isLoopback } from "../shared/safe-url.ts";
import type { Finding } from "./report.ts";

/** Microsoft's services refuse what a clock says that is further off. */
const MAX_SKEW_MS = 300_000;
const NOTABLE_SKEW_MS = 60_000;
const WAIT_MS = 8_000;

interface Place {
  readonly name: string;
  readonly url: string;
  /** Where the address comes from. */
  readonly variable: string;
}

interface Visit {
  readonly place: Place;
  /** Why no HTTP answer came; null: one came, whichever. */
  readonly problem: string | null;
  readonly status: number | null;
  /** How far this machine's clock is ahead of theirs, in milliseconds; null: they did not say. */
  readonly skewMs: number | null;
}

/** Whether every host that the configuration names answers, and whether their clocks agree with ours. */
export async function checkNetwork(
  config: Config,
  transport: Transport,
  now: () => number,
): Promise<readonly Finding[]> {
  const visits = await Promise.all(placesOf(config).map((place) => visit(transport, place, now)));
  const own = await visit(
    transport,
    { name: "The bot itself", url: `${config.publicUrl}/healthz`, variable: "PUBLIC_URL" },
    now,
  );
  return [...visits.map(reached), ownAddress(own), clockOf(visits)];
}

function placesOf(config: Config): readonly Place[] {
  const discovery = `${config.entraAuthority}/${config.tenantId}/v2.0/.well-known/openid-configuration`;
  return [
    { name: "Entra ID", url: discovery, variable: "ENTRA_AUTHORITY" },
    { name: "Defender", url: config.defenderUrl, variable: "DEFENDER_URL" },
    ...(config.alertsApi === "graph"
      ? [{ name: "Microsoft Graph", url: config.graphUrl, variable: "GRAPH_URL" }]
      : []),
    { name: "Bot Framework's keys", url: config.botOpenIdUrl, variable: "BOT_OPENID_URL" },
    ...config.botServiceHosts.map((host) => ({
      name: "Teams",
      url: `${isLoopback(new URL(`http://${host}`)) ? "http" : "https"}://${host}`,
      variable: "BOT_SERVICE_HOSTS",
    })),
    ...(config.tracesUrl === null
      ? []
      : [
          { name: "The collector of traces", url: config.tracesUrl, variable: "OTEL_EXPORTER_OTLP_ENDPOINT" },
        ]),
    ...(config.auditSinkUrl === null
      ? []
      : [{ name: "The receiver of audit records", url: config.auditSinkUrl, variable: "AUDIT_SINK_URL" }]),
  ];
}

async function visit(transport: Transport, place: Place, now: () => number): Promise<Visit> {
  const from = now();
  const wanted = {
    method: "HEAD",
    url: place.url,
    headers: {},
    timeoutMs: WAIT_MS,
    maxBytes: 1_024,
  } as const;
  const outcome = await transport.exchange(wanted);
  if (outcome.kind === "failed") return { place, problem: reasonOf(outcome), status: null, skewMs: null };
  const theirs = Date.parse(outcome.headers.date ?? "");
  const skewMs = Number.isNaN(theirs) ? null : (from + now()) / 2 - theirs;
  return { place, problem: null, status: outcome.status, skewMs };
}

const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: "its name is unknown here",
  EAI_AGAIN: "its name can't be looked up",
  ECONNREFUSED: "the connection was refused",
  ECONNRESET: "the connection was cut",
  ETIMEDOUT: "nothing answers at its address",
  ERR_PROXY_TUNNEL: "the proxy does not let me through to it",
};

/** Codes only: an error's own words may quote the address, which may carry a secret. */
function reasonOf({ why, code }: Failed): string {
  if (why === "timeout") return `no answer within ${WAIT_MS / 1000} s`;
  if (/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO/.test(code)) {
    return `its certificate is not trusted (${code}); a proxy's own authority goes into NODE_EXTRA_CA_CERTS`;
  }
  return `${REASONS[code] ?? "no connection"} (${code || "unknown"})`;
}

function reached({ place, problem, status }: Visit): Finding {
  const { host } = new URL(place.url);
  if (problem !== null) {
    const text = `${place.name} can't be reached at ${host}: ${problem}. Check ${place.variable}, the proxy and the firewall.`;
    return { check: "network", status: "failed", text };
  }
  if (place.variable === "ENTRA_AUTHORITY" && status !== 200) {
    const text = `Entra ID at ${host} does not know this tenant (status ${status}). Check TENANT_ID and ENTRA_AUTHORITY.`;
    return { check: "network", status: "failed", text };
  }
  if (place.variable === "BOT_OPENID_URL" && status !== 200) {
    const text = `There are no Bot Framework keys at ${host} (status ${status}). Check BOT_OPENID_URL.`;
    return { check: "network", status: "failed", text };
  }
  return { check: "network", status: "ok", text: `${place.name} answers at ${host}.` };
}

function ownAddress({ place, status }: Visit): Finding {
  const { origin } = new URL(place.url);
  return status === 200
    ? { check: "network", status: "ok", text: `The bot answers at ${origin}.` }
    : {
        check: "network",
        status: "warning",
        text: `No bot answers at ${origin} from here. That is right while it is stopped, or when that name is known only outside; else check PUBLIC_URL.`,
      };
}

function clockOf(visits: readonly Visit[]): Finding {
  const entra = visits.find(({ place, skewMs }) => place.variable === "ENTRA_AUTHORITY" && skewMs !== null);
  const { skewMs = null, place } = entra ?? visits.find((one) => one.skewMs !== null) ?? {};
  if (skewMs === null) {
    return {
      check: "clock",
      status: "warning",
      text: "The clock could not be compared: nobody told the time.",
    };
  }
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  const words = `This machine's clock is ${seconds} s ${skewMs < 0 ? "behind" : "ahead of"} ${place?.name}'s`;
  if (Math.abs(skewMs) > MAX_SKEW_MS) {
    const text = `${words}: tokens will be refused. Set the clock (NTP).`;
    return { check: "clock", status: "failed", text };
  }
  if (Math.abs(skewMs) > NOTABLE_SKEW_MS) {
    return { check: "clock", status: "warning", text: `${words}. More than 5 min will not work.` };
  }
  return { check: "clock", status: "ok", text: `The clock agrees with ${place?.name}'s.` };
}
