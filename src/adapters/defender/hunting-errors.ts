import type { Answer } from "./http.ts";
import type { ErrorBody } from "./schemas.ts";
import type { UserErrorCode } from "../../shared/errors.ts";
import { say, type Text } from "../../texts/text.ts";

/** What is said of a hunting query that is refused: what the query engine says of it is Microsoft's to say. */
export interface Refused {
  readonly code: UserErrorCode;
  readonly text: Text;
}

/** What tenants without the licence, or with hunting switched off, are answered. */
const LICENCE = /licen[cs]e|NonPremiumTenant|not (?:onboarded|provisioned)/i;
/** A table that isn't there is refused like one that the licence or the person's roles don't include. */
const NO_TABLE = /Failed to resolve table/i;

/** Where the query engine (Kusto) found the mistake, as it writes it, counted from 1: `[line:position=2:14]`. */
const PLACE = / ?\[line:position=([1-9]\d{0,5}):([1-9]\d{0,5})\]/i;

function refusedText(message: string): Text {
  const table = NO_TABLE.test(message);
  const [place, line, column] = PLACE.exec(message) ?? [];
  if (place === undefined) return say("hunting.refused", { said: message, table });
  const said = message.replace(place, "");
  return say("hunting.refusedAt", { said, table, line: Number(line), column: Number(column) });
}

/** Null: nothing peculiar to hunting. */
export function refusedHunt({ status, retryAfterMs }: Answer, body: ErrorBody): Refused | null {
  const said = body.message ?? "";
  switch (status) {
    case 400:
      if (said === "") return null;
      return { code: "rejected", text: refusedText(said) };
    case 403:
      if (!LICENCE.test(`${said} ${body.code ?? ""}`)) return null;
      return { code: "forbidden", text: say("hunting.noLicence", { said }) };
    case 429:
      return { code: "throttled", text: say("hunting.quota", { said, waitMs: retryAfterMs }) };
    case 504:
      return { code: "rejected", text: say("hunting.tooHeavy", { said }) };
    default:
      return null;
  }
}
