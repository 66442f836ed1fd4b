import type { Catalogue } from "../catalogue.ts";

export const hunts: Catalogue["hunts"] = {
  "process-tree": "Vad som kördes på enheten, och vad som startade det",
  network: "Vad enheten kommunicerade med, och vilket program som gjorde det",
  logons: "Vilka som loggade in på enheten, varifrån, och vilka som misslyckades",
  persistence: "Det som startar av sig självt: környcklar, tjänster, uppgifter, startfiler, nya konton",
  lateral: "Vart enheten gick via administrativa portar, och vem som kom från den till andra",
  privilege: "Program och konton som fick högre rättigheter",
  tampering: "Försök att stänga av Defender eller rensa loggar",
  disruption: "Vad attackavbrott har blockerat",
  silent: "Om enheten är tyst sedan den isolerades: livstecken, anslutningar, inloggningar",
  file: "Varifrån en fil kom, på hur många enheter den finns, hur känd den är i världen",
  "sign-ins": "Varifrån en person loggade in, och vad som misslyckades",
  "mailbox-rules": "Inkorgsregler och vidarebefordran som lades till i en persons brevlåda",
};
