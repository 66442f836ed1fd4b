import type { Locale } from "../locale.ts";

const NEXT = {
  offered: "is on offer already",
  accepted: "is being saved",
  saved: "has been saved already",
  declined: "is not on offer any more",
} as const;

/** Files that are offered to a person to save, and files that somebody sent: what can't be read of one. */
export const files = {
  onlyPersonal: "A file goes into a 1:1 chat only.",
  empty: ({ name }: { name: string }) => `"${name}" is empty: there is nothing to save.`,
  tooBig: ({ name, size }: { name: string; size: number }, locale: Locale) =>
    `"${name}" has ${locale.number(size)} bytes: I bring files of up to 4 MB. Get it in the Defender portal.`,
  tooMany: ({ most }: { most: number }) =>
    `${most} files are waiting for your answer in our 1:1 chat. Save or decline them, then try again.`,
  unknown: "That file is not on offer to you any more. Ask for it again.",
  answered: ({ name, state }: { name: string; state: keyof typeof NEXT }) => `"${name}" ${NEXT[state]}.`,
  expired: ({ name }: { name: string }) =>
    `"${name}" was on offer for a day and has expired. Ask for it again.`,
  declined: ({ name }: { name: string }) =>
    `"${name}" was declined, so it is no longer on offer. Ask for it again if you need it.`,
  strangePlace: ({ name }: { name: string }) =>
    `"${name}" was not saved: Teams named a place that this bot does not write to (FILE_HOSTS). Tell your administrator.`,
  lost: ({ name }: { name: string }) =>
    `"${name}" can't be opened any more, since the bot has another key now. Ask for it again.`,
  saved: ({ name }: { name: string }) => `"${name}" is saved in your OneDrive.`,
  notSaved: ({ name, perhaps }: { name: string; perhaps: boolean }) =>
    `"${name}" could not be saved in your OneDrive${perhaps ? ", or I was not told that it was" : ""}. Accept it again to try once more.`,
  bringsTooMuch:
    "It is bigger than the 4 MB that I bring. Get it in the Defender portal: Action center, History.",
  takesNone: ({ command }: { command: string }) =>
    `"${command}" takes no file. A CSV file of values goes with block, in our 1:1 chat.`,
  pictureAlone:
    'I can\'t read pictures or links to files. Type what is on it, for example "device NAME" or "file HASH", or "help" for what I can do.',
  sayWhat: 'I see a file. Please say what to do with it in the same message: type "block" and the reason.',
  oneFile: "Please send one file at a time.",
  cantRead: ({ name }: { name: string }) =>
    `Teams gives me no way to read "${name}": in a chat with me, attach the file from your device (not a link to one that lies elsewhere).`,
  unlisted: ({ name }: { name: string }) =>
    `I don't read "${name}": it lies where this bot does not look (FILE_HOSTS). Please attach the file itself in our 1:1 chat.`,
  tooBigToRead: ({ name }: { name: string }) =>
    `"${name}" is bigger than the 4 MB that I read, perhaps only once it is unpacked. Please split it.`,
  notRead: ({ name }: { name: string }) => `"${name}" could not be fetched from Teams. Please send it again.`,
  wrongType: ({ name }: { name: string }) =>
    `"${name}" is no text file: I read CSV (UTF-8), .csv or .txt. Please save it as CSV and send it again.`,
  notFetched: "The file could not be fetched from where Defender keeps it. Try again in a minute.",
};
