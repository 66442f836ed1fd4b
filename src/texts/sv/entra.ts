import type { Catalogue } from "../catalogue.ts";

const NOT_AGAIN = "Det hjälper inte att logga in igen.";
const ASK_THE_ENGINEER = "Säg till den som driver boten; det hjälper inte att logga in igen.";

/**
 * What Entra ID refuses, where only an administrator or whoever runs the bot can help; that it can't be reached to check
 * what somebody may do; and a sign-in with another account.
 */
export const entra: Catalogue["entra"] = {
  adminConsent: `Bara en administratör kan godkänna det jag behöver för detta. Be en administratör för Entra ID att ge administratörsmedgivande för botens program. ${NOT_AGAIN}`,
  disabled: `Ditt konto är inaktiverat. Be en administratör för Entra ID att aktivera det. ${NOT_AGAIN}`,
  notAssigned: `Du är inte längre tilldelad botens program. Be en administratör för Entra ID att tilldela dig det. ${NOT_AGAIN}`,
  unknownAccount: `Din organisations katalog känner inte längre till ditt konto. Fråga en administratör för Entra ID. ${NOT_AGAIN}`,
  noResource: `Microsoft Entra ID känner inte till tjänsten som jag behöver i din organisation: Defenders program saknas där, eller så frågar jag efter fel namn. Be en administratör för Entra ID att kontrollera att Microsoft Defender för Endpoint är konfigurerat (företagsprogrammet WindowsDefenderATP), och säg till den som driver boten. ${NOT_AGAIN}`,
  badCredential: `Microsoft Entra ID godtar inte botens egna autentiseringsuppgifter. ${ASK_THE_ENGINEER}`,
  expiredSecret: `Microsoft Entra ID säger att botens hemlighet har gått ut. ${ASK_THE_ENGINEER}`,
  unknownApp: `Microsoft Entra ID känner inte till boten i din organisation, eller har stängt av den. ${ASK_THE_ENGINEER}`,
  notChecked:
    "Jag kunde inte kontrollera i Entra ID vad du får göra: det går inte att nå just nu. Inget har registrerats. Försök igen om en minut.",
  otherAccount:
    "Du loggade in med ett annat konto än det som begärde detta i Teams, så inget har sparats. Gå tillbaka till Teams, skriv signin där och välj kontot som du använder i Teams.",
};
