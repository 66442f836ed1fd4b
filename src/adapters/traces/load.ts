import { createRequire } from "node:module";
import { Fault } from "../../shared/errors.ts";

/**
 * The packages that send traces are as large as a sixth of the bot, and most installations send none: they are optional,
 * and not there unless somebody installs them.
 */

const { peerDependencies } = createRequire(import.meta.url)("../../../package.json") as {
  readonly peerDependencies: Readonly<Record<string, string>>;
};

/** What makes traces. @throws Fault `configuration` where its packages are not installed: it says how to get them */
export async function loadTraces(): Promise<typeof import("./index.ts")> {
  try {
    return await import("./index.ts");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND")) throw error;
    const packages = Object.entries(peerDependencies).map(([name, version]) => `${name}@${version}`);
    throw new Fault(
      "configuration",
      `OTEL_EXPORTER_OTLP_ENDPOINT: the packages that send traces are not installed. Example: npm install --no-save --omit=dev ${packages.join(" ")}`,
      {},
      { cause: error },
    );
  }
}
