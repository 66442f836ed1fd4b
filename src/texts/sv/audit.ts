import type { Catalogue } from "../catalogue.ts";

const RECORDS = { one: "granskningspost", other: "granskningsposter" };

/** The audit log: what `audit` shows, and what approvers are told where it is not as it should be. */
export const audit: Catalogue["audit"] = {
  broken: "Granskningsloggen är bruten",
  brokenAt: ({ index, why }, locale) =>
    `Post ${locale.number(index)}: ${why}. Någon har ändrat i databasen, eller så är den skadad. Spara en kopia av den som den är, och jämför med kontrollpunkterna här och med det som AUDIT_SINK_URL har fått: npm run audit -- verify`,
  checkpoint: ({ index }, locale) => `Kontrollpunkt ${locale.number(index)} i granskningsloggen`,
  unsent: ({ since }, locale) =>
    `Mottagaren av granskningsposterna (AUDIT_SINK_URL) har inte tagit emot några sedan ${locale.time(since)}. De väntar i min databas och skickas i ordning så snart den gör det; till dess bevisar bara databasen vad som gjordes. Kontrollera att mottagaren fungerar; loggen visar vad den svarar.`,
  sentAgain:
    "Mottagaren av granskningsposterna (AUDIT_SINK_URL) tar emot dem igen. Det som väntade följer nu.",
  keep: ({ checkpoint, key }) =>
    `Spara det här meddelandet: det bevisar senare att granskningsloggen fram till hit varken har ändrats eller kortats.\n${checkpoint}\nOffentlig nyckel: ${key}`,

  noRecord: ({ id }) => `Det finns ingen granskningspost för begäran ${id}.`,
  records: ({ n, shown }, locale) =>
    `${locale.number(n)} granskningsposter, de ${n > shown ? `${shown} senaste` : "senaste först"}`,
  newestRecordsOf: ({ id }) => `De senaste granskningsposterna för ${id}`,
  recordsOf: ({ n, id }, locale) => `${locale.count(n, RECORDS)} för ${id}`,
  publicKey: "Offentlig nyckel",
  endOfChain: "Kedjans slut nu",
  lastCheckpoint: "Senaste signerade kontrollpunkt",
  lastCheckpointAt: ({ at, now }, locale) => `Senaste signerade kontrollpunkt, ${locale.when(at, now)}`,
  noneYet: "ingen ännu",
  recordLine(holes, locale) {
    const who = holes.upn ?? "boten";
    return [locale.number(holes.index), locale.time(holes.at), who, ...holes.rest].join(" · ");
  },
};
