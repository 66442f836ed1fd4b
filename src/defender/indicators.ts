import type { Indicated, Indicator, NewIndicator } from "./indicator.ts";

/** Indicators with one person's own token. Every method throws DefenderError, SignInRequired or UserError. */
export interface Indicators {
  /** Those of exactly that value; absent: all, as many as Defender gives on one page (10,000). */
  indicators(of?: Indicated): Promise<readonly Indicator[]>;
  /** Makes it, or changes the one of that value. */
  putIndicator(indicator: NewIndicator): Promise<void>;
  /** @throws DefenderError (404: code `not-found`) */
  deleteIndicator(id: string): Promise<void>;
}
