import type { ArgKind } from "./args.ts";
import { say } from "../texts/text.ts";

/** People, as somebody names them in a command. */

/** Whose something is: `me`, `nobody`, or a UPN. */
export const owner: ArgKind<string> = {
  name: "owner",
  person: "upn",
  allowed: say("allowed.owner"),
  example: "me",
  isBare: (word) => parseOwner(word) !== null,
  parse: parseOwner,
};

/** Somebody to give something to: oneself, or somebody by UPN. */
export const assignee: ArgKind<string> = {
  name: "person",
  person: "upn",
  allowed: say("allowed.person"),
  example: "me",
  isBare: (word) => parsePerson(word) !== null,
  parse: parsePerson,
};

/** Whose: one's own, everybody else's, or somebody's by UPN. */
export const requestorFilter: ArgKind<string> = {
  ...assignee,
  allowed: say("allowed.whose"),
  isBare: (word) => requestorFilter.parse(word) !== null,
  parse: (raw) => (raw.toLowerCase() === "others" ? "others" : assignee.parse(raw)),
};

function parseOwner(raw: string): string | null {
  return raw.toLowerCase() === "nobody" ? "nobody" : parsePerson(raw);
}

function parsePerson(raw: string): string | null {
  if (raw.toLowerCase() === "me") return "me";
  return raw.length <= 113 && /^[^\s@"'<>]+@[^\s@"'<>]+$/.test(raw) ? raw : null;
}
