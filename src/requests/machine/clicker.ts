import type { Person, Role } from "../../shared/people.ts";

/** A person at a click: identity from the verified activity, roles from a fresh token. */
export interface Clicker {
  readonly person: Person;
  readonly roles: readonly Role[];
}
