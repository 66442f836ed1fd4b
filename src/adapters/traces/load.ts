import { Fault } from "../../shared/errors.ts";
import type { createTraces } from "./index.ts";

/**
 * The packages that send traces are as large as a sixth of the bot, and most installations send none: `npm ci --omit=dev`
 * leaves them out.
 */

/** What makes traces. @throws Fault `configuration` where its packages are not installed: it says how to get them */
export async function loadTraces(): Promise<{ readonly createTraces: typeof createTraces }> {
  try {
    return await import("./index.ts");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND")) throw error;
    throw new Fault(
      "configuration",
      "OTEL_EXPORTER_OTLP_ENDPOINT: the packages that send traces are not installed, npm ci --omit=dev leaves them out. Example: npm ci (brings them), then npm start",
      {},
      { cause: error },
    );
  }
}
