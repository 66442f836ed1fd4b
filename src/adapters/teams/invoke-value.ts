import { z } from "zod";
import type { ExtensionTurn, Turn } from "../../messaging/turn.ts";
import { withoutInvisible } from "../../texts/safe-text.ts";

/** The activity type of clicks and sign-in messages. */
export const INVOKE = "invoke";

export const CARD_ACTION = "adaptiveCard/action";
const TOKEN_EXCHANGE = "signin/tokenExchange";
const VERIFY_STATE = "signin/verifyState";
const SIGN_IN_FAILURE = "signin/failure";
const EXTENSION_QUERY = "composeExtension/query";
const EXTENSION_LINK = "composeExtension/queryLink";
const FILE_CONSENT = "fileConsent/invoke";

type Base = Pick<Turn, "activityId" | "sender" | "conversation" | "at">;

interface Invoke {
  readonly name?: string | null | undefined;
  readonly value?: unknown;
  readonly replyToId?: string | null | undefined;
}

const MAX_ID = 1_024;
const MAX_TOKEN = 16_384;
/** An input of a card: longer ones are refused, not cut. */
const MAX_INPUT = 4_096;
const MAX_INPUTS = 50;
/** Names that would reach into an object's prototype where a careless copy is made. */
const RESERVED = new Set(["__proto__", "constructor", "prototype"]);

const key = z.string().min(1).max(MAX_ID);
// `state` is a number for clients that take it for the six digits of the Bot Framework's magic code.
const state = z.union([z.string(), z.number()]).transform(String).pipe(key);
// Without a token it is an exchange that has failed, which Teams wants to be told of.
const exchangeSchema = z.looseObject({
  id: key,
  connectionName: z.string().max(MAX_ID).nullish(),
  token: z.string().max(MAX_TOKEN).nullish(),
});
const authentication = z.looseObject({ token: z.string().min(1).max(MAX_TOKEN) }).nullish();
const clickSchema = z.looseObject({
  action: z.looseObject({
    type: z.literal("Action.Execute").nullish(),
    verb: z.string().min(1).max(200),
    data: z.unknown().optional(),
  }),
  trigger: z.string().nullish(),
  authentication,
  state: state.nullish(),
});
const stateSchema = z.looseObject({ state });
const address = z.string().min(1).max(8_192);
const consentSchema = z.looseObject({
  action: z.enum(["accept", "decline"]),
  context: z.unknown(),
  uploadInfo: z
    .looseObject({
      uploadUrl: address,
      contentUrl: address,
      uniqueId: z.string().max(MAX_ID).nullish(),
      fileType: z.string().max(100).nullish(),
    })
    .nullish(),
});
const searchSchema = z.looseObject({
  commandId: z.string().max(100).nullish(),
  parameters: z
    .array(z.looseObject({ name: z.string().nullish(), value: z.string().nullish() }))
    .max(5)
    .nullish(),
  url: z.string().max(8_192).nullish(),
  authentication,
  state: state.nullish(),
});
const failureSchema = z.looseObject({ code: z.string().nullish() });

/** Why an invoke is no turn: none of the bot's or malformed, or what somebody wrote into a card is too long. */
export type NoTurn = "unknown" | "too-long";

/** The turn of an invoke. Its value is believed in nothing. */
export function readInvoke(base: Base, invoke: Invoke): Turn | NoTurn {
  switch (invoke.name ?? "") {
    case CARD_ACTION:
      return readClick(base, invoke);
    case TOKEN_EXCHANGE: {
      const { data } = exchangeSchema.safeParse(invoke.value);
      if (!data) return "unknown";
      const { id, connectionName, token } = data;
      const exchange = { exchangeId: id, connectionName: connectionName ?? "", token: token ?? "" };
      return { ...base, kind: "token-exchange", ...exchange };
    }
    case VERIFY_STATE: {
      const { data } = stateSchema.safeParse(invoke.value);
      return data ? { ...base, kind: "verify-state", code: data.state } : "unknown";
    }
    case SIGN_IN_FAILURE: {
      const { data } = failureSchema.safeParse(invoke.value);
      return { ...base, kind: "sign-in-failure", code: (data?.code ?? "unknown").slice(0, MAX_ID) };
    }
    case EXTENSION_QUERY:
    case EXTENSION_LINK:
      return readExtension(base, invoke);
    case FILE_CONSENT:
      return readConsent(base, invoke);
    default:
      return "unknown";
  }
}

/** Teams sends what somebody has typed so far, and `initialRun` with nothing. */
const LONGEST_SEARCH = 200;

function readExtension(base: Base, invoke: Invoke): Turn | NoTurn {
  const { data: value } = searchSchema.safeParse(invoke.value);
  const asks = value === undefined ? null : asksOf(value, invoke.name === EXTENSION_LINK);
  if (value === undefined || asks === null) return "unknown";
  const signIn = { ssoToken: value.authentication?.token ?? null, code: value.state ?? null };
  return { ...base, kind: "extension", asks, ...signIn };
}

function asksOf(
  { parameters, commandId, url }: z.output<typeof searchSchema>,
  isLink: boolean,
): ExtensionTurn["asks"] | null {
  if (isLink) return url ? { kind: "link", url } : null;
  if (!commandId) return null;
  const typed = parameters?.find(({ name }) => name === "query")?.value ?? "";
  const text = withoutInvisible(typed.slice(0, LONGEST_SEARCH)).replace(/\s+/g, " ").trim();
  return { kind: "search", command: commandId, text };
}

function readConsent(base: Base, invoke: Invoke): Turn | NoTurn {
  const { data: value } = consentSchema.safeParse(invoke.value);
  const context = value === undefined ? "unknown" : readData(value.context);
  if (value === undefined || typeof context === "string") return "unknown";
  const { action, uploadInfo } = value;
  const target = uploadInfo
    ? {
        uploadUrl: uploadInfo.uploadUrl,
        contentUrl: uploadInfo.contentUrl,
        uniqueId: uploadInfo.uniqueId ?? "",
        fileType: (uploadInfo.fileType ?? "").replace(/[^A-Za-z0-9]/g, ""),
      }
    : null;
  return { ...base, kind: "file-consent", ref: context["ref"] ?? "", accepted: action === "accept", target };
}

function readClick(base: Base, invoke: Invoke): Turn | NoTurn {
  const { data: value } = clickSchema.safeParse(invoke.value);
  if (!value) return "unknown";
  const data = readData(value.action.data);
  if (typeof data === "string") return data;
  return {
    ...base,
    kind: "click",
    verb: value.action.verb,
    data,
    trigger: value.trigger === "automatic" ? "automatic" : "manual",
    cardActivityId: invoke.replyToId ?? null,
    ssoToken: value.authentication?.token ?? null,
    code: value.state ?? null,
  };
}

/** The strings of a card's data, without what can't be seen. Some clients send it as text. */
function readData(data: unknown): Record<string, string> | NoTurn {
  const value = typeof data === "string" ? parseText(data) : (data ?? {});
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "unknown";
  const strings = Object.entries(value).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string" && !RESERVED.has(entry[0]),
  );
  if (strings.length > MAX_INPUTS || strings.some(([name]) => name.length > MAX_ID)) return "unknown";
  if (strings.some(([, text]) => text.length > MAX_INPUT)) return "too-long";
  return Object.fromEntries(strings.map(([name, text]) => [name, withoutInvisible(text)]));
}

function parseText(text: string): unknown {
  try {
    return text === "" ? {} : JSON.parse(text);
  } catch {
    return null;
  }
}
