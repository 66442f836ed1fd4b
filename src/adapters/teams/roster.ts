import { z } from "zod";
import { OBJECT_ID } from "../../shared/shapes.ts";
import { MessengerError, type Member } from "../../messaging/messenger.ts";
import { notUnderstood } from "./connector-errors.ts";
import { CONVERSATIONS, type Connector } from "./connector.ts";

/** Where somebody is looked for. */
export interface Sought {
  readonly serviceUrl: string;
  /** Conversation id without `;messageid=…`; a channel's stands for its team. */
  readonly conversation: string;
  /** As an activity names it: anybody can have written it. */
  readonly teamsId: string;
}

const named = z.string().min(1).max(1_024).nullish();
/** `TeamsChannelAccount`, as far as it says who somebody is. */
const memberSchema = z.looseObject({
  id: z.string(),
  aadObjectId: named,
  objectId: named,
  tenantId: named,
  userPrincipalName: named,
  userRole: named,
});

/** Teams' roles of somebody who is of the house. */
const ITS_OWN: readonly string[] = ["user", "owner", "admin"];
/** In the UPN that a guest has in the tenant that invited them. */
const INVITED = /#EXT#/i;

/**
 * Who a Teams id is in a conversation, by Teams' own roster; null: nobody in it.
 * @throws MessengerError where that can't be found out
 */
export async function memberIn(connector: Connector, sought: Sought): Promise<Member | null> {
  const { serviceUrl, conversation, teamsId } = sought;
  const path = `${CONVERSATIONS}/${encodeURIComponent(conversation)}/members/${encodeURIComponent(teamsId)}`;
  try {
    return read(await connector.get(serviceUrl, path), teamsId);
  } catch (error) {
    if (error instanceof MessengerError && error.status === 404) return null;
    throw error;
  }
}

function read(text: string, teamsId: string): Member {
  const { success, data: member } = memberSchema.safeParse(parseJson(text));
  if (!success) throw notUnderstood(null);
  const { aadObjectId, objectId, tenantId, userPrincipalName, userRole } = member;
  const oid = aadObjectId ?? objectId;
  if (member.id !== teamsId || !oid || !OBJECT_ID.test(oid) || !tenantId || !userPrincipalName) {
    throw notUnderstood(null);
  }
  const isGuest = !ITS_OWN.includes((userRole ?? "user").toLowerCase()) || INVITED.test(userPrincipalName);
  return { oid: oid.toLowerCase(), tid: tenantId.toLowerCase(), upn: userPrincipalName, isGuest };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
