import { z } from "zod";
import type { LifecycleTurn, Turn, MessageTurn } from "../../messaging/turn.ts";
import { attachedTo, unreadIn } from "./attached.ts";
import type { ChannelClaims } from "./authenticate.ts";
import { INVOKE, readInvoke, type NoTurn } from "./invoke-value.ts";
import { cleanText, type Mention } from "./text.ts";
import { isListedService, isSameService } from "./urls.ts";
import { NOBODY, type Sender } from "../../shared/people.ts";
import { isTimeZone } from "../../texts/time-zone.ts";
import type { ConversationKind, ConversationRef } from "../../messaging/conversation.ts";

export interface ActivityOptions {
  readonly clientId: string;
  readonly tenantId: string;
  /** BOT_SERVICE_HOSTS: exact `host[:port]`, lower case. */
  readonly serviceHosts: readonly string[];
}

/** An activity that passed every check, as the SDK wants it and as the app does. */
export interface Delivery {
  readonly activity: RawActivity;
  readonly turn: Turn | NoTurn;
}

export type Reading =
  | { readonly kind: "delivery"; readonly delivery: Delivery }
  | { readonly kind: "refused"; readonly status: 400 | 401 | 403; readonly why: string };

const CHANNEL = "msteams";
const GUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const MAX_ID = 1_024;
const MAX_NAME = 256;
/** The app's name in the manifest, which is what people type. */
const DEFENDER = "Defender";

const id = z.string().min(1).max(MAX_ID);
const account = z.looseObject({
  id: z.string().max(MAX_ID).nullish(),
  name: z.string().nullish(),
  aadObjectId: z.string().max(MAX_ID).nullish(),
});
const named = z.looseObject({ id: z.string().max(MAX_ID).nullish() });
// Clients send more than the documents say, and `null` for what they leave out: strict schemas break real clicks.
const activitySchema = z.looseObject({
  type: z.string().min(1).max(100),
  id: z.string().max(MAX_ID).nullish(),
  channelId: id,
  serviceUrl: z.string().min(1).max(2_048),
  name: z.string().max(200).nullish(),
  action: z.string().max(100).nullish(),
  locale: z.string().max(100).nullish(),
  localTimezone: z.unknown().optional(),
  replyToId: z.string().max(MAX_ID).nullish(),
  text: z.string().nullish(),
  from: account.nullish(),
  recipient: account.nullish(),
  conversation: z.looseObject({
    id,
    tenantId: z.string().max(MAX_ID).nullish(),
    conversationType: z.string().max(100).nullish(),
    isGroup: z.boolean().nullish(),
  }),
  channelData: z
    .looseObject({
      tenant: named.nullish(),
      channel: named.nullish(),
      team: named.nullish(),
      eventType: z.string().max(100).nullish(),
    })
    .nullish(),
  membersAdded: z.array(account).max(1_000).nullish(),
  membersRemoved: z.array(account).max(1_000).nullish(),
  entities: z.array(z.unknown()).max(1_000).nullish(),
  attachments: z.array(z.unknown()).max(1_000).nullish(),
  value: z.unknown().optional(),
});

export type RawActivity = z.output<typeof activitySchema>;

const mentionSchema = z.looseObject({
  type: z.literal("mention"),
  text: z.string().nullish(),
  mentioned: z.looseObject({ id: z.string(), name: z.string().nullish() }),
});
const htmlSchema = z.looseObject({ contentType: z.literal("text/html"), content: z.string() });

/**
 * Reads and checks one body, in this order: 400 (malformed), 401 (the token is for another service or
 * channel), 403 (other channel, tenant, host or no sender).
 * @param now epoch milliseconds
 */
export function readActivity(
  body: Buffer,
  claims: ChannelClaims,
  now: number,
  options: ActivityOptions,
): Reading {
  const parsed = activitySchema.safeParse(parseJson(body));
  if (!parsed.success) return refused(400, "malformed body");
  const activity = parsed.data;
  const isInvoke = activity.type === "invoke";
  const isPersons = isInvoke || activity.type === "message" || isEdit(activity);
  if (isPersons && !activity.id) return refused(400, "no activity id");
  if (!isSameService(claims.serviceUrl, activity.serviceUrl)) return refused(401, "serviceurl claim");
  if (claims.endorsements !== null && !claims.endorsements.includes(activity.channelId)) {
    return refused(401, "key is not endorsed for the channel");
  }
  const forbidden = forbiddenBecause(activity, options);
  if (forbidden !== null) return refused(403, forbidden);
  const sender = senderOf(activity, options);
  if (isPersons && sender.oid === NOBODY) return refused(403, "no sender");
  return { kind: "delivery", delivery: { activity, turn: turnOf(activity, sender, now, options) } };
}

function refused(status: 400 | 401 | 403, why: string): Reading {
  return { kind: "refused", status, why };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

function forbiddenBecause(activity: RawActivity, options: ActivityOptions): string | null {
  if (activity.channelId !== CHANNEL) return "another channel";
  const tenants = [activity.conversation.tenantId, activity.channelData?.tenant?.id].filter(
    (tenant) => tenant !== undefined && tenant !== null,
  );
  const ours = options.tenantId.toLowerCase();
  if (tenants.length === 0) return "no tenant";
  if (tenants.some((tenant) => tenant.toLowerCase() !== ours)) return "another tenant";
  if (!isListedService(activity.serviceUrl, options.serviceHosts)) return "serviceUrl is not listed";
  return null;
}

/** Who the channel says has acted: nothing else names a person. */
function senderOf({ from }: RawActivity, { tenantId }: ActivityOptions): Sender {
  const oid = from?.aadObjectId ?? "";
  const name = (from?.name ?? "").replace(/[\p{Cc}\p{Cf}]/gu, "").slice(0, MAX_NAME);
  const known = GUID.test(oid) && from?.id ? oid.toLowerCase() : NOBODY;
  return { oid: known, tid: tenantId, teamsId: from?.id ?? "", name };
}

function conversationOf(activity: RawActivity, tenantId: string): ConversationRef {
  const [bare = "", ...rest] = activity.conversation.id.split(";");
  const kind = kindOf(activity);
  const named = rest.find((part) => part.startsWith("messageid="))?.slice("messageid=".length);
  // A message that names no thread is the root of its own: the answer belongs under it, not beside it.
  const thread = named ?? (activity.type === "message" || isEdit(activity) ? activity.id : null);
  return {
    id: bare,
    thread: kind === "channel" && thread ? thread : null,
    kind,
    tenantId,
    serviceUrl: activity.serviceUrl,
  };
}

/** Ids of channels, and of all conversations that people have (`19:…@thread.v2`, and `19:…@unq.gbl.spaces` of two). */
const CHANNEL_ID = /^19:[^;]*@thread\.(?:tacv2|skype)/;
const PEOPLES_ID = /^19:/;

/** A 1:1 chat is what says so, and what nothing contradicts: anywhere else others may read along. */
function kindOf({ conversation, channelData }: RawActivity): ConversationKind {
  const { id: address, conversationType, isGroup } = conversation;
  const inTeam = Boolean(channelData?.channel?.id) || Boolean(channelData?.team?.id);
  if (conversationType === "channel" || inTeam || CHANNEL_ID.test(address)) return "channel";
  const isPersonal = conversationType === "personal" && isGroup !== true && !PEOPLES_ID.test(address);
  return isPersonal ? "personal" : "groupChat";
}

/** What is no zone is as if nothing had been said: it is no reason to leave anybody without an answer. */
function zoneOf({ localTimezone }: RawActivity): { timeZone?: string } {
  const isZone =
    typeof localTimezone === "string" && localTimezone.length <= 100 && isTimeZone(localTimezone);
  return isZone ? { timeZone: localTimezone } : {};
}

function turnOf(activity: RawActivity, sender: Sender, now: number, options: ActivityOptions): Turn | NoTurn {
  const base = {
    activityId: activity.id ?? "",
    sender,
    conversation: conversationOf(activity, options.tenantId),
    at: now,
    ...(activity.channelData?.team?.id ? { team: activity.channelData.team.id } : {}),
    ...(activity.locale ? { locale: activity.locale } : {}),
    ...zoneOf(activity),
  };
  switch (activity.type) {
    case "message":
      // A message that carries a value is an old card's Action.Submit: the bot sends none.
      if (isEmpty(activity)) return { ...base, kind: "other" };
      return { ...base, kind: "message", ...fileOf(activity), ...textOf(activity, options) };
    case "messageUpdate":
      if (!isEdit(activity)) return { ...base, kind: "other" };
      return { ...base, kind: "message", isEdited: true, ...fileOf(activity), ...textOf(activity, options) };
    case "messageDelete":
      return { ...base, kind: "deleted" };
    case INVOKE:
      return readInvoke(base, activity);
    case "installationUpdate":
      if (activity.action === "add") return { ...base, kind: "installed" };
      // `remove-upgrade` and `add-upgrade` replace the app: nobody was removed.
      return { ...base, kind: activity.action === "remove" ? "removed" : "other" };
    case "conversationUpdate":
      return { ...base, kind: updateOf(activity, options) };
    default:
      return { ...base, kind: "other" };
  }
}

/** Nothing that anybody could have meant to say. */
function isEmpty(activity: RawActivity): boolean {
  const { text, attachments } = activity;
  return !text && !htmlOf(activity) && !attachedTo(attachments) && !unreadIn(attachments);
}

/** Somebody has changed what they wrote; other updates restore what was deleted. */
function isEdit({ type, channelData }: RawActivity): boolean {
  return type === "messageUpdate" && channelData?.eventType === "editMessage";
}

/** Events by which a team or a channel can be written to again. */
const RETURNS: readonly string[] = ["teamUnarchived", "teamRestored", "channelRestored"];

function updateOf(activity: RawActivity, options: ActivityOptions): LifecycleTurn["kind"] {
  const { channelData, membersAdded, membersRemoved } = activity;
  const bots = botIdsOf(activity, options);
  const isAmong = (members: typeof membersAdded) =>
    members?.some(({ id: one }) => bots.includes(one ?? "")) ?? false;
  if (isAmong(membersRemoved)) return "removed";
  if (isAmong(membersAdded)) return "added";
  return RETURNS.includes(channelData?.eventType ?? "") ? "back" : "other";
}

function botIdsOf({ recipient }: RawActivity, { clientId }: ActivityOptions): readonly string[] {
  const own = `28:${clientId}`;
  return recipient?.id ? [own, recipient.id] : [own];
}

function textOf(activity: RawActivity, options: ActivityOptions) {
  const mentions = (activity.entities ?? []).flatMap((entity): Mention[] => {
    const parsed = mentionSchema.safeParse(entity);
    if (!parsed.success) return [];
    const { mentioned, text } = parsed.data;
    return [{ id: mentioned.id, name: (mentioned.name ?? unwrapped(text ?? "")).slice(0, MAX_NAME) }];
  });
  const botIds = botIdsOf(activity, options);
  const botNames = [activity.recipient?.name ?? "", DEFENDER];
  return cleanText({ text: activity.text ?? "", html: htmlOf(activity), mentions, botIds, botNames });
}

function fileOf({ attachments }: RawActivity): Pick<MessageTurn, "file" | "unread"> {
  const [file, unread] = [attachedTo(attachments), unreadIn(attachments)];
  return { ...(file === undefined ? {} : { file }), ...(unread === undefined ? {} : { unread }) };
}

/** The name in `<at>…</at>`. */
function unwrapped(text: string): string {
  return /^<at\b[^<>]*>([^<>]*)<\/at>$/.exec(text)?.[1] ?? text;
}

function htmlOf(activity: RawActivity): string | null {
  for (const attachment of activity.attachments ?? []) {
    const parsed = htmlSchema.safeParse(attachment);
    if (parsed.success) return parsed.data.content;
  }
  return null;
}
