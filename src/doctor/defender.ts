import { createDefender } from "../adapters/defender/index.ts";
import type { Entra } from "../adapters/entra/index.ts";
import type { Transport } from "../adapters/transport/index.ts";
import type { Config } from "../config/environment.ts";
import { defenderOptionsOf } from "../config/settings.ts";
import type { Defender } from "../defender/client.ts";
import { Fault } from "../shared/errors.ts";
import type { Log } from "../shared/ports.ts";

/** The bot's own client, for the application alone. */
export function createDoctorsDefender(
  config: Config,
  application: Pick<Entra, "applicationToken">,
  { log, transport }: { readonly log: Log; readonly transport: Transport },
  now: () => number,
): Defender {
  return createDefender(defenderOptionsOf(config), {
    personToken: () => Promise.reject(new Fault("invariant", "the doctor speaks for no person")),
    applicationToken: (resource, signal, how) => application.applicationToken(resource, signal, how),
    transport,
    clock: { now },
    log,
  });
}
