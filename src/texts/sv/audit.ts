import type { Catalogue } from "../catalogue.ts";

/** What approvers are told of the audit log. */
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
};
