import type { Locale } from "../locale.ts";

const UNKNOWN = "unknown";

const DEVICES = { one: "device", other: "devices" };

const ACCOUNTS = { one: "account", other: "accounts" };

/** A choice between several: devices, accounts, a name that could be several, and the rows of a list that are ticked. */
export const choices = {
  pickerHint(holes: { what: string; lease: string | null; reason: string | null; upn: string }) {
    const lease = holes.lease === null ? "" : ` for ${holes.lease}`;
    const reason = holes.reason === null ? "" : `, because: ${holes.reason}`;
    return `${holes.what}${lease}${reason}. Asked by ${holes.upn}: only they can choose.`;
  },

  actOn: ({ title, column }: { title: string; column: string }) => `${title}: ${column}`,

  unknown: UNKNOWN,
  chooseThis: "Choose this one",
  typed: "Typed",

  perhapsDuplicate: ({ name }: { name: string }) => `${name} (perhaps a duplicate)`,
  haveName: ({ n }: { n: number }, locale: Locale) =>
    `${locale.count(n, { one: "device fits", other: "devices fit" })} this name`,
  hadAddressOnce: "One device had this IP address, but perhaps not in the last day",
  haveHadAddress: ({ n }: { n: number }, locale: Locale) =>
    `${locale.count(n, DEVICES)} have had this IP address`,
  choose: ({ hidden }: { hidden: number }) =>
    `Nothing is done until you choose one.${hidden > 0 ? ` ${hidden} more are not shown: type more of the name, or the device id.` : ""}`,

  have: ({ n }: { n: number }, locale: Locale) => `${locale.count(n, ACCOUNTS)} go by this name`,
  notSure: "Is this the account you mean?",

  nothingTicked: "Please tick at least one of the rows first.",
  notARow: "That is none of the rows of this list, so nothing was done.",
  rowsWithout: ({ names, command }: { names: readonly string[]; command: string }) =>
    `Some of the ticked rows name nothing that ${command} could be about: ${names.join(", ")}. Please untick them.`,
  chooseEach: ({ n }: { n: number }, locale: Locale) =>
    locale.plural(n, {
      one: "One of these names is not certain",
      other: `${n} of these names are not certain`,
    }),
  which: ({ name, hidden }: { name: string; hidden: number }) =>
    hidden === 0
      ? `Which ${name}?`
      : `Which ${name}? ${hidden} more are not shown: for one of them, type its id in the list.`,
  notChosen: ({ name }: { name: string }) => `Please choose one for ${name}. Nothing was asked for yet.`,
};
