import type { Catalogue } from "../catalogue.ts";

const UNKNOWN = "okänt";

const DEVICES = { one: "enhet", other: "enheter" };

const ACCOUNTS = { one: "konto", other: "konton" };

/** A choice between several: devices, accounts, a name that could be several, and the rows of a list that are ticked. */
export const choices: Catalogue["choices"] = {
  pickerHint(holes) {
    const lease = holes.lease === null ? "" : ` i ${holes.lease}`;
    const reason = holes.reason === null ? "" : `, orsak: ${holes.reason}`;
    return `${holes.what}${lease}${reason}. Begärt av ${holes.upn}: bara den personen kan välja.`;
  },

  actOn: ({ title, column }) => `${title}: ${column}`,

  unknown: UNKNOWN,
  chooseThis: "Välj den här",
  typed: "Angivet",

  perhapsDuplicate: ({ name }) => `${name} (kanske en dubblett)`,
  haveName: ({ n }, locale) => `${locale.count(n, DEVICES)} passar namnet`,
  hadAddressOnce: "En enhet har haft den här IP-adressen, men kanske inte det senaste dygnet",
  haveHadAddress: ({ n }, locale) => `${locale.count(n, DEVICES)} har haft den här IP-adressen`,
  choose: ({ hidden }) =>
    `Inget görs förrän du väljer en.${hidden > 0 ? ` ${hidden} till visas inte: skriv mer av namnet, eller enhets-id.` : ""}`,

  have: ({ n }, locale) => `${locale.count(n, ACCOUNTS)} har det här namnet`,
  notSure: "Är det här kontot du menar?",

  nothingTicked: "Markera minst en av raderna först.",
  notARow: "Det är ingen av raderna i den här listan, så inget gjordes.",
  rowsWithout: ({ names, command }) =>
    `Några av de markerade raderna nämner inget som ${command} kan gälla: ${names.join(", ")}. Avmarkera dem.`,
  chooseEach: ({ n }, locale) =>
    locale.plural(n, { one: "Ett av namnen är inte entydigt", other: `${n} av namnen är inte entydiga` }),
  which: ({ name, hidden }) =>
    hidden === 0
      ? `Vilken ${name}?`
      : `Vilken ${name}? ${hidden} till visas inte: skriv id:t i listan för en av dem.`,
  notChosen: ({ name }) => `Välj en för ${name}. Inget har begärts än.`,
};
