import type { Catalogue } from "../catalogue.ts";

const NEXT = {
  offered: "erbjuds redan",
  accepted: "sparas just nu",
  saved: "är redan sparad",
  declined: "erbjuds inte längre",
} as const;

export const files: Catalogue["files"] = {
  onlyPersonal: "En fil skickas bara i en 1:1-chatt.",
  empty: ({ name }) => `"${name}" är tom: det finns inget att spara.`,
  tooBig: ({ name, size }, locale) =>
    `"${name}" är på ${locale.number(size)} byte: jag hämtar filer på högst 4 MB. Hämta den i Defender-portalen.`,
  tooMany: ({ most }) =>
    `${most} filer väntar på ditt svar i vår 1:1-chatt. Spara eller avböj dem och försök sedan igen.`,
  unknown: "Den filen erbjuds dig inte längre. Be om den igen.",
  answered: ({ name, state }) => `"${name}" ${NEXT[state]}.`,
  expired: ({ name }) => `"${name}" erbjöds i ett dygn och finns inte kvar. Be om den igen.`,
  declined: ({ name }) => `"${name}" avböjdes och finns inte kvar. Be om den igen om du behöver den.`,
  strangePlace: ({ name }) =>
    `"${name}" sparades inte: Teams angav en plats som den här boten inte skriver till (FILE_HOSTS). Säg till administratören.`,
  lost: ({ name }) =>
    `"${name}" kan inte öppnas längre, eftersom boten har en annan nyckel nu. Be om den igen.`,
  saved: ({ name }) => `"${name}" är sparad i din OneDrive.`,
  notSaved: ({ name, perhaps }) =>
    `"${name}" kunde inte sparas i din OneDrive${perhaps ? ", eller så fick jag inte veta att den blev det" : ""}. Acceptera den igen för att försöka på nytt.`,
  bringsTooMuch:
    "Den är större än de 4 MB som jag hämtar. Hämta den i Defender-portalen: Åtgärdscenter, Historik.",
  takesNone: ({ command }) =>
    `"${command}" tar ingen fil. En CSV-fil med värden hör till block, i vår 1:1-chatt.`,
  pictureAlone:
    'Jag kan inte läsa bilder eller länkar till filer. Skriv det som står där, till exempel "device NAMN" eller "file HASH", eller "help" för att se vad jag kan.',
  sayWhat: 'Jag ser en fil. Säg i samma meddelande vad den är till: skriv "block" och orsaken.',
  oneFile: "Skicka en fil i taget.",
  cantRead: ({ name }) =>
    `Teams ger mig inget sätt att läsa "${name}": bifoga filen från din enhet i en chatt med mig (inte en länk till en som ligger någon annanstans).`,
  unlisted: ({ name }) =>
    `Jag läser inte "${name}": den ligger där den här boten inte letar (FILE_HOSTS). Bifoga själva filen i vår 1:1-chatt.`,
  tooBigToRead: ({ name }) =>
    `"${name}" är större än de 4 MB som jag läser, kanske först när den packas upp. Dela upp den.`,
  notRead: ({ name }) => `"${name}" kunde inte hämtas från Teams. Skicka den igen.`,
  wrongType: ({ name }) =>
    `"${name}" är ingen textfil: jag läser CSV (UTF-8), .csv eller .txt. Spara den som CSV och skicka den igen.`,
  notFetched: "Filen kunde inte hämtas där Defender förvarar den. Försök igen om en minut.",
};
