import type { Catalogue } from "../catalogue.ts";

export const extension: Catalogue["extension"] = {
  severity: "Allvarlighetsgrad",
  incident: "Incident",
  more: "Mer",
  type: ({ line }) => `skriv ${line} till Defender`,
  lastSeen: ({ at, now }, locale) => `Sågs senast ${locale.when(at, now)}`,
  titleOnly: "Bara titeln: data från Defender visas inte i den här konversationen",
  nothing: ({ typed }) =>
    typed
      ? "Inget hittades. Namn på enheter och personer tas hela eller från början; aviseringar och incidenter är de senaste 7 dagarnas."
      : "Skriv ett namn, ett id eller en del av en titel.",
  unknown: "Den sökningen är okänd. Uppdatera appen i Teams.",
};
