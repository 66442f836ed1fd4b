import type { Catalogue } from "../catalogue.ts";

/** What is said after the bot's store was put back from a copy. */
export const restored: Catalogue["restored"] = {
  approvedAnew: ({ left }) => `godkände på nytt (${left > 0 ? `${left} till behövs` : "klart"})`,
  beyondResuming:
    "Det går inte att avgöra om åtgärden utfördes innan databasen återställdes. Kontrollera i Defender, och begär den igen om den fortfarande behövs.",
  wasInterrupted: ({ id, why }) => `${id} avbröts: ${why}`,
  storeRestored: ({ copiedAt }, locale) =>
    `botens databas återställdes från en kopia från ${locale.time(copiedAt)}`,
  restoredOutcome: ({ why }) =>
    `Kontrollera igen: ${why}. Innan något skickas kontrolleras om det redan har skickats.`,
  wasBeingSent: ({ why }) => `${why}, och detta höll då på att skickas.`,
  backupRestored({ copiedAt, before }, locale) {
    const earlier = before === null ? "" : ` (Då var det stoppat av ${before})`;
    return `säkerhetskopian från ${locale.time(copiedAt)} återställdes; det som hänt sedan dess finns inte med${earlier}`;
  },
  storeWasRestored: ({ copiedAt }, locale) =>
    `Min databas har återställts från säkerhetskopian från ${locale.time(copiedAt)}, så jag har stoppat alla åtgärder som ändrar något. Vad som begärts, godkänts, nekats eller skickats efter det vet jag inte längre: jämför med åtgärderna i Defender-portalen. Begäranden som då var öppna måste godkännas på nytt (se: requests). När du har kontrollerat kan någon med rollen Admin skriva "resume".`,
};
