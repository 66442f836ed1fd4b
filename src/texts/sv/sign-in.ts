import type { Catalogue } from "../catalogue.ts";

const AFTERWARDS = " Kommandot fortsätter sedan av sig självt, om det sker inom 10 minuter.";

const then = (resumes: boolean) => (resumes ? AFTERWARDS : "");

/** Signing in: the prompt, how it went, and what becomes of the command that waited for it. */
export const signIn: Catalogue["signIn"] = {
  signedInLate({ command }) {
    const name = command === null ? "Kommandot" : `"${command}"`;
    return `Du är inloggad. ${name} hade väntat för länge på det, så det kördes inte. Skicka det igen om det fortfarande behövs.`;
  },
  interrupted({ command }) {
    const name = command === null ? "" : ` "${command}"`;
    return `Jag avbröts medan kommandot${name} kördes, så det kanske inte har utförts. Skriv "requests" för att se vad som är öppet, och skicka det igen om det fortfarande behövs.`;
  },

  signIn: "Logga in",
  pleaseSignIn: "Logga in",
  toPerson: ({ name, words }) => `${name}: ${words}`,
  signInConsent({ permission, resumes }) {
    const named = permission === null ? "" : ` (behörighet ${permission})`;
    return `Microsoft ber om ditt medgivande innan jag kan använda Defender åt dig${named}. Om det står att en administratör måste godkänna, be en administratör för Entra ID att ge administratörsmedgivande; då hjälper det inte att logga in igen.${then(resumes)}`;
  },
  signInAgain: ({ resumes }) =>
    `Microsoft ber dig logga in igen, kanske med en andra faktor.${then(resumes)}`,
  signInRefused: ({ resumes }) => `Din inloggning gäller inte längre. Logga in igen.${then(resumes)}`,
  signInStepUp:
    "Principen kräver en starkare inloggning för det här klicket, hur ny din än är. Logga in en gång till.",
  signInFirst: ({ resumes }) =>
    `Logga in, så att jag kan arbeta med dina egna Defender-rättigheter.${then(resumes)}`,
  signInNeeded: ({ reason }) => `inloggning krävs: ${reason}`,
  signInNotAccepted: "Inloggningen godtogs inte.",
  signInUnfit: "Inloggningen passade inte dig eller var för gammal. Försök igen.",
  promptLost: "Du måste logga in för det, men Teams tog inte emot mitt kort. Skicka kommandot igen.",
  signedIn: "Du är inloggad",
  signedInAs: ({ upn }) => `Inloggad som ${upn}.`,
};
