import type { Api } from "../../src/defender/operations.ts";

/** One endpoint; `page` is the name of the page that documents it. */
export interface Endpoint {
  readonly api: Api;
  readonly method: string;
  readonly path: string;
  readonly page: string;
  /** Any one of these is enough. */
  readonly delegated: readonly string[];
  readonly application: readonly string[];
  /** Null: the page names none of Defender's own roles. */
  readonly role: string | null;
  /** The body's fields, with the values they may have where those are few. */
  readonly fields: Readonly<Record<string, "text" | readonly string[]>>;
  readonly required: readonly string[];
  /** What is left of it in the list of machine actions, and the field that its scope repeats. */
  readonly action?: { readonly type: string; readonly scope: string | null };
}
