import { createHash } from "node:crypto";
import type { ChannelPerson, Conversation } from "./types.ts";

/** Team that holds the channels. */
const TEAM_NAME = "Security Operations";
const NIGHT_SHIFT = ["ana", "ben", "carla"];
const CHANNELS = [
  { alias: "general", name: "General" },
  { alias: "soc", name: "SOC" },
];

function digest(...parts: readonly string[]): Buffer {
  return createHash("sha256").update(parts.join("\n")).digest();
}

function hex32(...parts: readonly string[]): string {
  return digest(...parts)
    .toString("hex")
    .slice(0, 32);
}

/**
 * The conversations of the tenant: everybody's 1:1 chat with the bot, one group chat, one team with two channels.
 * Ids depend on tenant and bot only, so they are the same after a restart.
 */
export function buildConversations(
  people: readonly ChannelPerson[],
  clientId: string,
  tenantId: string,
): Conversation[] {
  const keys = people.map((person) => person.key);
  const teamId = `19:${hex32(tenantId, "general")}@thread.tacv2`;
  const personal = people.map((person): Conversation => ({
    id: `a:1${digest(clientId, person.oid).toString("base64url")}`,
    alias: person.key,
    kind: "personal",
    name: "Defender",
    teamId: null,
    teamName: null,
    members: [person.key],
    installed: true,
  }));
  const group: Conversation = {
    id: `19:${hex32(tenantId, "night-shift")}@thread.v2`,
    alias: "night-shift",
    kind: "groupChat",
    name: "Night shift",
    teamId: null,
    teamName: null,
    members: NIGHT_SHIFT.filter((key) => keys.includes(key)),
    installed: true,
  };
  const channels = CHANNELS.map(({ alias, name }): Conversation => ({
    id: `19:${hex32(tenantId, alias)}@thread.tacv2`,
    alias,
    kind: "channel",
    name,
    teamId,
    teamName: TEAM_NAME,
    members: keys,
    installed: true,
  }));
  return [...personal, group, ...channels];
}

/** Splits `19:…;messageid=…` into the conversation and the root message of its thread. */
export function splitConversationId(id: string): { id: string; rootId: string | null } {
  const [base = "", suffix] = id.split(";messageid=", 2);
  return { id: base, rootId: suffix === undefined || suffix === "" ? null : suffix };
}
