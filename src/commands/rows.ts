import type { Tx as AlertsTx } from "../alerts/rows.ts";
import type { Tx as RequestsTx } from "../requests/rows.ts";

/** What a transaction offers to commands. */
export interface Tx extends AlertsTx, RequestsTx {}
