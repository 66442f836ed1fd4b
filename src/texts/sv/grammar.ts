import type { Catalogue } from "../catalogue.ts";

/** What is wrong with a line that somebody typed: a word too many, one that is missing, or one that doesn't fit. */
export const grammar: Catalogue["grammar"] = {
  withExample: ({ wrong, example }) => `${wrong} Exempel: ${example}`,
  missing: ({ name, summary, allowed }) => `"${name}" saknas (${summary}): ${allowed}.`,
  unseen: ({ name, allowed }) => `"${name}" innehåller inget som syns: ${allowed}.`,
  notAllowed: ({ name, shown, allowed }) => `"${name}" kan inte vara "${shown}": ${allowed}.`,
  nth: ({ n, value }) => `nr ${n} "${value}"`,
  wrongInList: ({ name, each, more, allowed }) =>
    `I listan för "${name}" kan jag inte läsa ${each.join(", ")}${more > 0 ? ` och ${more} till` : ""}. Var och en måste vara ${allowed}.`,
  lacking: ({ name, allowed }) => `"${name}:" behöver sitt värde utan mellanslag: ${allowed}.`,
  looseKey: ({ typed, meant }) =>
    `Inget har gjorts: menas "${typed}" som ${meant}? Skriv det i så fall så, utan mellanslag. Om det hör till texten, sätt texten inom citattecken.`,
  anyOf: ({ word, readings }, locale) => `"${word}" kan betyda ${locale.or(readings)}: skriv vilket.`,
  oneCode: ({ name }) =>
    `"${name}" anges mer än en gång, och jag väljer inte: skriv det efter kommandot, eller lägg det i ett enda kodblock.`,
  misfit: ({ given, class: as, allowed }) =>
    `"${given}" passar inte ihop med "${as}". Välj något av ${allowed.join(", ")}.`,
  noneOf: ({ keys }, locale) => `En av ${locale.and(keys)} krävs.`,
  severalOf: ({ keys }, locale) =>
    `Bara en av ${locale.and(keys)} kan anges på en rad: var och en är en egen begäran.`,
  twice: ({ name }) => `"${name}" anges två gånger.`,
  noPlace: ({ command, what }) => `"${command}" har ingen plats för "${what}".`,
  strangeKey({ command, key, keys }) {
    const known = keys.length === 0 ? "det tar inga nycklar" : `det känner till ${keys.join(" ")}`;
    return `"${command}" känner inte till "${key}:" (${known}).`;
  },
};
