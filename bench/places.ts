import type { Conversation } from "../sandbox/teams/types.ts";
import type { Tenant } from "./tenant.ts";

/** Adds group chats of the same people, and gives their short names: Teams limits what one of them takes. */
export function addChats({ teams }: Tenant, count: number): readonly string[] {
  const model = teams.state.conversation("night-shift");
  const aliases = Array.from({ length: count }, (_, index) => `bench-${index}`);
  const chats = aliases.map((alias) => ({ ...model, alias, id: `19:${alias}@thread.v2` }));
  (teams.conversations as Conversation[]).push(...chats);
  return aliases;
}
