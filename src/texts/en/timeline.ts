import type { Locale } from "../locale.ts";
import { names } from "./terms.ts";

const EVENTS = { one: "event", other: "events" };

/** What happened around an alert or an incident, in order. */
export const timeline = {
  heading: ({ name, n }: { name: string; n: number }, locale: Locale) =>
    `${name}: ${locale.count(n, EVENTS)}`,
  nothing: ({ name }: { name: string }) => `${name}: nothing is known of when it happened`,
  alert: "Alert",
  request: "Request",
  action: "Action",
  actionsUnread: "The machine actions of its devices could not be read: there may be more.",
  actionsCut: ({ most }: { most: number }, locale: Locale) =>
    `Only the newest ${locale.number(most)} machine actions were looked through: there may be more.`,
  alertsCut: "Not all of its alerts could be read: there may be more.",
  onlySome: ({ n }: { n: number }) => `Only the newest ${n} requests about it are looked at.`,
  raised: ({ title, device }: { title: string; device: string | null }) =>
    `${title}${device === null ? "" : ` on ${device}`}`,
  did: ({ event, command, target }: { event: string; command: string; target: string | null }) =>
    `${command}${target === null ? "" : ` ${target}`}: ${event.replace("-", " ")}`,
  /** What nobody here did, as an alert that was raised, names nobody. */
  line: ({ at, by, id }: { at: number; by: string | null; id: string | null }, locale: Locale) =>
    [locale.time(at), by ?? (id === null ? null : "the bot"), id].filter((part) => part !== null).join(" · "),
  ran: ({ action, device, status }: { action: string; device: string; status: string }) =>
    `${action} on ${device}: ${names.actionStatus(status)}`,
};
