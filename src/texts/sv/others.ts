import type { Catalogue } from "../catalogue.ts";
import { names } from "./terms.ts";

const DID: Readonly<Record<string, string>> = {
  Isolate: "isolerade",
  Unisolate: "släppte",
  RestrictCodeExecution: "begränsade apparna på",
  UnrestrictCodeExecution: "hävde appbegränsningen på",
  Offboard: "avregistrerade",
};

/** Vad som gjordes med enheter, men inte genom boten. */
export const others: Catalogue["others"] = {
  did({ type, device, who, at, bears }, locale) {
    const when = at === null ? "" : ` ${locale.time(at)}`;
    const mark = bears === undefined ? "" : ` (den bär ID:t för ${bears}: titta på den begäran först)`;
    return `${who ?? "Defender, på egen hand,"} ${DID[type] ?? `startade "${names.action(type)}" på`} ${device}${when}${mark}`;
  },
  news: ({ each, more }) =>
    `Inte gjort genom mig: ${each.join("; ")}${more > 0 ? `; och ${more} till` : ""}. Ingen här äger det: "isolated" visar vad som gäller, och någon med rollen Approver kan ta över.`,
  cantRead: ({ since, why }, locale) =>
    `Jag har inte kunnat läsa enhetsåtgärder från Defender sedan ${locale.time(since)}: jag kan inte berätta vad andra gör med enheter, och korten kan släpa efter.${why === null ? "" : ` ${why}`} Titta i Defenders åtgärdscenter tills jag säger att det fungerar igen.`,
  canReadAgain:
    "Jag kan läsa enhetsåtgärder från Defender igen. Vad andra gjorde med enheter under tiden följer nu.",
};
