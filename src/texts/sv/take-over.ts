import { CARD_ELSEWHERE } from "./forms.ts";
import type { Catalogue } from "../catalogue.ts";
import { names } from "./terms.ts";

const DEVICES = { one: "enhet", other: "enheter" };

const ISOLATION_STATES = {
  on: "Isolerad",
  beginning: "Isoleras",
  ending: "Släpps",
  unknown: "Okänt tillstånd",
} as const;

/** What `isolated` and `take-over` show: isolations that nobody here asked for, and who answers for them. */
export const takeOver: Catalogue["takeOver"] = {
  takenOver: ({ name, at, reach }, locale) =>
    `Du svarar för isoleringen av ${name} nu. Frisläppandet begärs ${locale.clockOn(at)} och behöver godkännas då. ${CARD_ELSEWHERE[reach]}`,

  isolatedNow: ({ n }, locale) =>
    n === 0
      ? "Ingen enhet är isolerad, enligt enhetsåtgärderna"
      : `${locale.count(n, DEVICES)} ${locale.plural(n, { one: "isolerad", other: "isolerade" })} nu`,
  isolatedHint: "Enligt enhetsåtgärderna, de som har varit isolerade längst först.",
  isolationState: ({ state, scope }) =>
    `${ISOLATION_STATES[state]}${scope === null ? "" : ` (${names.scope(scope).toLowerCase()})`}`,
  isolationLine(holes, locale) {
    const who = `av ${holes.who ?? "okänd"}`;
    const through = holes.request === null ? "inte genom mig" : `begäran ${holes.request}`;
    return [`sedan ${locale.when(holes.at, holes.now)}`, who, through, holes.lease].join(" · ");
  },
  withoutEnd: "utan slut",

  title: "Ta över",
  did: "tog över isoleringen; frisläppandet behöver godkännas när det är dags",
  meanwhile: "Någon annan tog över den just nu. Inget gjordes.",
  notIsolated: ({ name }) => `${name} är inte isolerad, såvitt Defenders åtgärder visar. Inget gjordes.`,
  ours: ({ name, id }) => `Isoleringen av ${name} begärdes här (${id}): den har en ägare. Inget gjordes.`,
  taken: ({ name, upn, id }) => `${upn} har tagit över isoleringen av ${name} (${id}). Inget gjordes.`,
};
