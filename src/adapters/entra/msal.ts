import { createRequire } from "node:module";
import type * as Msal from "@azure/msal-node";
import { afterStart } from "../../shared/after-start.ts";

/** msal, in its build of one file: loading its 120 modules takes three times the processor time, and 15 MiB more. */
export const msal = afterStart(() => createRequire(import.meta.url)("@azure/msal-node") as typeof Msal);
