import { recorded } from "../texts/render.ts";
import { say, type Text } from "../texts/text.ts";

/** Why what a person asked for was not carried out; closed, so that every place that reacts to one is checked by the compiler. */
export type UserErrorCode =
  | "usage"
  | "not-found"
  | "ambiguous"
  | "forbidden"
  | "policy"
  | "halted"
  | "conflict"
  | "unreachable"
  | "could-not-check"
  | "throttled"
  | "rejected";

/** The services whose failure a person may be told about. */
export type ServiceName = "Defender" | "Entra ID" | "Teams";

/** An error whose text is written for the person who asked and is shown as it is. */
export class UserError extends Error {
  readonly code: UserErrorCode;
  readonly text: Text;
  /** Whether it tells what Defender knows: where that is not shown, it is told to the person alone. */
  readonly tellsData: boolean;

  constructor(code: UserErrorCode, text: Text, tells: "data" | "nothing" = "nothing") {
    super(recorded(text));
    this.text = text;
    this.tellsData = tells === "data";
    this.name = "UserError";
    this.code = code;
  }
}

export type FaultCode =
  "store" | "late" | "invariant" | "card" | "entra" | "defender" | "teams" | "configuration" | "token-key";

/** A fault of ours or of the surroundings: logged with its fields; the person gets a reference only. */
export class Fault extends Error {
  readonly code: FaultCode;
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(
    code: FaultCode,
    text: string,
    fields: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(text, options);
    this.name = "Fault";
    this.code = code;
    this.fields = fields;
  }
}

/** The sentence for a service that did not answer. */
export function unreachable(service: ServiceName): UserError {
  return new UserError("unreachable", say("shared.unreachable", { service }));
}

/** What a person is told of a fault that is no mystery; null: a reference to the log is all there is to tell. */
export function sentenceFor(error: unknown): Text | null {
  if (!(error instanceof Fault)) return null;
  switch (error.code) {
    case "store":
      return say("shared.storeAway");
    case "late":
      return say("shared.late");
    case "invariant":
    case "card":
    case "entra":
    case "defender":
    case "teams":
    case "configuration":
    case "token-key":
      return null;
  }
}
