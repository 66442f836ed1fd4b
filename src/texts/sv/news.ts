import type { Catalogue } from "../catalogue.ts";

const DAY_MS = 86_400_000;

/** News of the bot's own state: conversations that were lost or are reached again, posts that are paused, its credential. */
export const news: Catalogue["news"] = {
  approvalsPaused:
    "Jag lägger inte längre upp begäranden om godkännande här: Entra ID bekräftar inte att du har rollen Approver. När du har den igen, skriv: subscribe approvals",
  alertsPaused:
    "Jag lägger inte längre upp aviseringar här: Entra ID bekräftar inte att du har rollen Admin. När du har den igen, skriv: subscribe",
  bypassPaused:
    "Jag meddelar dig inte längre varje vecka vad som kringgår godkännandet: Entra ID bekräftar inte att du har rollen Admin. När du har den igen, skriv: bypass weekly",
  placeRefuses({ place, since, subscribed }, locale) {
    const what = subscribed.length === 0 ? "Det som väntar där" : `Pausat där: ${subscribed.join(", ")}. Det`;
    return `Teams har nekat mina meddelanden i ${place} sedan ${locale.time(since)}. ${what} sparas, och jag fortsätter försöka. Kontrollera om teamet är arkiverat, eller om jag är blockerad eller inte installerad där; skriv till mig där eller lägg till mig igen, så försöker jag genast.`;
  },
  placeTakes: ({ place, since }, locale) =>
    `Teams tar emot mina meddelanden igen i ${place}; de nekades sedan ${locale.time(since)}. Det som väntade kommer nu.`,
  removedFrom({ place, subscribed, hunts }) {
    const posts =
      subscribed.length === 0 ? "" : ` Detta läggs inte längre upp där: ${subscribed.join(", ")}.`;
    const kept =
      hunts.length === 0
        ? ""
        : ` Dess sparade sökningar är borta: ${hunts.join(", ")}. Granskningsloggen har deras frågor.`;
    return `Jag togs bort från ${place}.${posts}${kept}`;
  },
  noTokens: ({ since, why }, locale) =>
    `Sedan ${locale.time(since)} ger Entra ID mig inga token: ${why}. Tills den som driver mig har åtgärdat det kan jag inte utföra något, och snart inte heller meddela något: arbeta i Defender-portalen under tiden.`,
  certificateEnds({ at, leftMs }, locale) {
    const days = Math.floor(leftMs / DAY_MS);
    const left = days === 0 ? "mindre än en dag" : locale.count(days, { one: "dag", other: "dagar" });
    return `Mitt certifikat (CLIENT_CERTIFICATE_FILE) går ut ${locale.time(at)}, om ${left}. Därefter ger Entra ID mig inga token. Se till att ett nytt läggs till i appregistreringen och i den filen; jag hämtar det därifrån utan omstart.`;
  },
};
