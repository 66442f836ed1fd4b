import type { Locale } from "../locale.ts";

/** What a message that somebody sent is answered with: a greeting, what can't be read in it, mentions, and a question back. */
export const typed = {
  welcome:
    'Hello. I run Microsoft Defender for Endpoint with your own rights. Type "help" for what I can do, or "alerts" to start.',
  unread: ({ what }: { what: "card" | "other" }) =>
    what === "card"
      ? 'I can\'t read a card that is sent to me; its buttons work as they stand. To see something anew, type it: "alert ID", "device NAME", or "help".'
      : 'I can\'t read what you sent: I read text, and files beside a command that takes one. Type "help" for what I can do.',
  typeHelp: 'Type "help" for what I can do.',
  untold:
    'Something went wrong over this message. Part of it may have been done: please type "requests" to see what is there, before you ask again.',
  codeBlock:
    'I don\'t run what stands in code blocks or quotes by itself. For a hunting query, type "hunt" before the code block; for anything else, type the command itself, or "help".',
  linkNotRead:
    "I can't read which alert, incident or device this link to Defender leads to. Please open it there and copy the link again, or type its id.",
  linkAmongWords:
    "I read a link to Defender where it stands alone, or behind a command. To see what it leads to, send it by itself; to do something about it, begin with the command, for example: comment LINK your words",
  otherTenantsLink:
    "This link leads to another organisation's Defender, where the same number means something else. Please open it there, or type the id or name that it has here.",
  unknownCommand({ word, meant }: { word: string; meant: string | null }) {
    const hint = meant === null ? "" : ` Did you mean "${meant}"?`;
    return `I don't know "${word}".${hint} Type "help" for what I can do.`;
  },
  mentionsNoPerson: ({ who, isBot }: { who: string; isBot: boolean }) =>
    `${who} is ${isBot ? "an app" : "a team, a channel or a tag"}, not one person. Nothing was done: please mention somebody, or write their UPN.`,
  mentionsStranger: ({ who }: { who: string }) =>
    `Teams has no ${who} in this conversation. Nothing was done: please mention somebody who is in it, or write their UPN.`,
  mentionsGuest: ({ who }: { who: string }) =>
    `${who} is a guest or belongs to another organisation, and I take only people of your own by their mention. Nothing was done: please write the UPN that they have in your directory.`,
  mentionUnchecked: ({ who, why }: { who: string; why: string }) =>
    `I could not find out who ${who} is: ${why} Nothing was done. Please try again, or write their UPN.`,
  messageTooLong:
    "Your message is longer than I read, so I have done nothing. Please send the command by itself, with a short reason.",
  needsRole: ({ roles, command }: { roles: readonly string[]; command: string }, locale: Locale) =>
    `You need the role ${locale.or(roles)} for "${command}".`,
  whatIsMeant: "Which do you mean?",
  twoWays: ({ typed, key }: { typed: string; key: string }) =>
    `Nothing is done yet: is "${typed}" meant as ${key}, or does it belong to the text?`,
  asKey: ({ key }: { key: string }) => `As ${key}`,
  asText: "It belongs to the text",
  forSoLong: ({ ms }: { ms: number }, locale: Locale) => `For ${locale.length(ms)}`,

  notAmong: ({ given, none }: { given: string; none: boolean }) =>
    none
      ? `The live response library has no scripts, so "${given}" can't be run. Upload it in the Defender portal first.`
      : `The live response library has no script "${given}". Choose one of these:`,
};
