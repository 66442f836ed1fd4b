import type { Locale } from "../locale.ts";

const ALERTS = { one: "alert", other: "alerts" };
const DEVICES = { one: "device", other: "devices" };
const IS = { one: "is", other: "are" };
const PEOPLE = { one: "person", other: "people" };

/** `contain`: the form that proposes what to do about an attack. */
export const contain = {
  title: "Contain",
  formTitle: ({ kind, id }: { kind: string; id: string }) =>
    `Contain ${kind === "incident" ? "incident" : "alert"} ${id}`,
  intro: ({ title }: { title: string }) =>
    `${title}. Untick what should not be done. It is asked for when you press Contain, and done once it has been approved.`,
  devices: "Isolate devices",
  people: "Revoke sessions and mark accounts",
  isolate: ({ name, because }: { name: string; because: string }) => `${name}: ${because}`,
  revokeSessions: ({ name, because }: { name: string; because: string }) =>
    `${name}: revoke sessions (${because})`,
  compromised: ({ name, because }: { name: string; because: string }) =>
    `${name}: mark as compromised (${because})`,

  processRan: "process ran here",
  fileFound: "file found here",
  named: ({ n }: { n: number }, locale: Locale) => `named in ${locale.count(n, ALERTS)}`,
  tokenFrom: ({ ip }: { ip: string }) => `token used from ${ip}`,
  tokenUsed: "token used",

  holdersDevice:
    "This device is registered to somebody who approves here. It becomes a request of its own, with two approvals.",
  guarded: "They approve here. It becomes a request of its own, with two approvals.",
  unnamed: "At least one device is not named by an id: look at it in Defender.",
  hidden: ({ n }: { n: number }, locale: Locale) =>
    `${locale.count(n, DEVICES)} that you may not see ${locale.plural(n, IS)} not listed.`,
  alertsCut: "Not all of its alerts could be looked through: more devices and people may belong to it.",
  ownersUnchecked:
    "I could not check which devices belong to people who approve here, so none is ticked and each takes two approvals.",
  peopleUnread: ({ n }: { n: number }, locale: Locale) =>
    `${locale.count(n, PEOPLE)} could not be looked up and ${locale.plural(n, IS)} not listed.`,
  unknownPeople: ({ names, more }: { names: readonly string[]; more: number }, locale: Locale) =>
    `Not listed, since the evidence has nothing by which the directory would know them: ${locale.and(more > 0 ? [...names, `${more} more`] : names)}. Please look at them in Defender.`,
  tooMany: ({ shown, all }: { shown: number; all: number }) =>
    `These are the first ${shown} of ${all}: send them, then type the command again for the rest.`,
  nothing: ({ id }: { id: string }) =>
    `${id} names no device and no account that you may see, so there is nothing to contain.`,
  nothingTicked: "Nothing is ticked. Tick what should be done.",
  changed: ({ names }: { names: readonly string[] }, locale: Locale) =>
    `Since the form was opened, this has changed: ${names.join(", ")} ${locale.plural(names.length, IS)} no part of it any more. Please look again; nothing was asked for.`,
  notProposed: "This form did not propose that, so nothing was asked for. Please type the command again.",
};
