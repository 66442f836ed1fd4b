import type { Catalogue } from "../catalogue.ts";
import { names } from "./terms.ts";

const ACTIONS = { one: "enhetsåtgärd", other: "enhetsåtgärder" };

/** What `actions` shows: the machine actions of a device, or all of them. */
export const actions: Catalogue["actions"] = {
  actionsLately: ({ n }, locale) =>
    n === 0 ? "Inga enhetsåtgärder de senaste 7 dagarna" : `${locale.count(n, ACTIONS)} de senaste 7 dagarna`,
  actionsOn: ({ n, name }, locale) =>
    n === 0 ? `Inga enhetsåtgärder på ${name}` : `${locale.count(n, ACTIONS)} på ${name}`,
  action: ({ type, scope }) =>
    scope === null ? names.action(type) : `${names.action(type)} (${names.scope(scope).toLowerCase()})`,
  actionCancelled({ by, at, why }, locale) {
    const when = at === null ? "" : ` ${locale.time(at)}`;
    return `avbruten av ${by ?? "okänd"}${when}${why === null ? "" : `: ${why}`}`;
  },
  actionFile: ({ file }) => `fil ${file}`,
  actionCommand({ type, status, params, errors }) {
    const what = [names.command(type), ...params].join(" ");
    const wrong = errors.length === 0 ? "" : ` (${errors.join("; ")})`;
    return `${what}${status === null ? "" : `: ${names.commandStatus(status)}`}${wrong}`;
  },
  actionLine(holes, locale) {
    const parts = [locale.ago(holes.at, holes.now), holes.who ?? "okänd", holes.comment ?? ""];
    return [...parts, ...holes.more, holes.id].filter((part) => part !== "").join(" · ");
  },
};
