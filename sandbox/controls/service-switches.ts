import { NO_LICENCE } from "../graph/hunting/quota.ts";
import { NO_P1 } from "../graph/people/protection-routes.ts";
import type { Faults, ServiceFault } from "../faults.ts";
import type { ServiceItem, ServiceKey, ServiceMode } from "../page-server/view.ts";
import { createListeners } from "./listeners.ts";

/** The services of the tenant as the page's operator breaks and mends them. */
export interface ServiceSwitches {
  items(): readonly ServiceItem[];
  onChange(listener: () => void): () => void;
  /** @throws Error for a mode that the service doesn't have */
  set(service: ServiceKey, mode: ServiceMode): Promise<void>;
  /** All work again. */
  mendAll(): Promise<void>;
}

type Handles = Readonly<Record<ServiceKey, { readonly faults: Faults }>>;
/** Null: nothing is wrong; "down": connections are refused. */
type Trouble = ServiceFault | "down" | null;

const BUSY = { status: 429, headers: { "retry-after": "5" } } as const;
const BUSY_TEXT = "API calls quota exceeded! Switched on in the sandbox's drawer.";
const BROKEN = { error: { code: "InternalServerError", message: "Switched on in the sandbox's drawer." } };

const API_TROUBLES: Partial<Record<ServiceMode, Trouble>> = {
  works: null,
  busy: { ...BUSY, body: { error: { code: "TooManyRequests", message: BUSY_TEXT } } },
  broken: { status: 500, body: BROKEN },
  hangs: { hang: true },
  down: "down",
};

const HUNTING = /runHuntingQuery$/i;
const SIGN_INS = /auditLogs\/signIns/i;
const NO_SIGN_INS = "Your tenant is not licensed for this feature.";
const GRAPH_TROUBLES: Partial<Record<ServiceMode, Trouble>> = {
  slow: { path: HUNTING, delayMs: 20_000 },
  unlicensed: { path: HUNTING, status: 403, body: { error: { code: "Forbidden", message: NO_LICENCE } } },
  unlogged: { path: SIGN_INS, status: 403, body: { error: { code: NO_P1, message: NO_SIGN_INS } } },
};

const SERVICES: Readonly<
  Record<ServiceKey, { readonly name: string; readonly troubles: Partial<Record<ServiceMode, Trouble>> }>
> = {
  defender: { name: "Defender", troubles: API_TROUBLES },
  graph: { name: "Graph", troubles: { ...API_TROUBLES, ...GRAPH_TROUBLES } },
  entra: {
    name: "Entra ID",
    troubles: {
      works: null,
      broken: {
        status: 500,
        body: { error: "server_error", error_description: "AADSTS90033: A transient error has occurred." },
      },
      down: "down",
    },
  },
  teams: {
    name: "Teams",
    troubles: {
      works: null,
      busy: { ...BUSY, body: { error: { code: "Throttled", message: BUSY_TEXT } } },
      // The message is there all the same: the bot can't know.
      garbled: { status: 502, answer: "after", body: "<html><h1>502 Bad Gateway</h1></html>" },
      hangs: { hang: true },
    },
  },
};
const KEYS = Object.keys(SERVICES) as ServiceKey[];

/** `handles` gives the services that run now. */
export function createServiceSwitches(handles: () => Handles): ServiceSwitches {
  const modes = new Map<ServiceKey, ServiceMode>();
  const listeners = createListeners();
  let queue = Promise.resolve();

  async function apply(service: ServiceKey, mode: ServiceMode, trouble: Trouble): Promise<void> {
    const { faults } = handles()[service];
    faults.set(trouble === "down" ? null : trouble);
    await (trouble === "down" ? faults.down() : faults.up());
    modes.set(service, mode);
    listeners.tell();
  }
  /** One after the other: a listener that is still closing can't be opened. */
  function set(service: ServiceKey, mode: ServiceMode): Promise<void> {
    const trouble = SERVICES[service].troubles[mode];
    if (trouble === undefined) throw new Error(`${SERVICES[service].name} has no mode ${mode}`);
    const done = queue.then(() => apply(service, mode, trouble));
    queue = done.catch(() => undefined);
    return done;
  }
  return {
    set,
    onChange: listeners.on,
    items: () =>
      KEYS.map((key) => {
        const { name, troubles } = SERVICES[key];
        return { key, name, mode: modes.get(key) ?? "works", modes: Object.keys(troubles) as ServiceMode[] };
      }),
    mendAll: async () => {
      const ailing = KEYS.filter((key) => (modes.get(key) ?? "works") !== "works");
      await Promise.all(ailing.map((key) => set(key, "works")));
    },
  };
}
