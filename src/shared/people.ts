/** A person of the tenant, known from a token that Entra issued to them. */
export interface Person {
  /** Entra object id. */
  readonly oid: string;
  /** Entra tenant id. */
  readonly tid: string;
  readonly upn: string;
  readonly name: string;
}

/** The part of a person that the channel proves: sender of a verified activity. */
export interface Sender {
  readonly oid: string;
  readonly tid: string;
  /** Teams id (`29:…`). */
  readonly teamsId: string;
  /** Display name as Teams gives it: shown, never trusted. */
  readonly name: string;
}

/** Stands for the sender of an event that names none: nobody's object id. */
export const NOBODY = "00000000-0000-0000-0000-000000000000";

/** App roles of the bot's app registration. */
export type Role = "Responder" | "Approver" | "Admin" | "BreakGlass";

export const ROLES: readonly Role[] = ["Responder", "Approver", "Admin", "BreakGlass"];

/** Whether two are the same person: object id and tenant, never names. */
export function isSame(a: { oid: string; tid: string }, b: { oid: string; tid: string }): boolean {
  return a.oid === b.oid && a.tid === b.tid;
}
