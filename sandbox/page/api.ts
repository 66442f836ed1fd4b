import type {
  Attack,
  DeviceStep,
  DirectorySwitch,
  MessageItem,
  PageEvent,
  PersonStep,
  ServiceKey,
  ServiceMode,
  TenantItem,
} from "../page-server/view.ts";
import type { CardAction, ComposeAsk, Composed, Json } from "../teams/types.ts";

async function ask<T>(path: string, body: unknown): Promise<T> {
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (response.ok) return (await response.json()) as T;
  const failure = (await response.json().catch(() => null)) as { error?: string } | null;
  throw new Error(failure?.error ?? `The sandbox answered ${response.status}`);
}

async function post(path: string, body: unknown): Promise<void> {
  await ask<object>(path, body);
}

async function get<T>(path: string, query: Record<string, string>): Promise<T> {
  const response = await fetch(`${path}?${new URLSearchParams(query).toString()}`);
  if (!response.ok) throw new Error(`The sandbox answered ${response.status}`);
  return (await response.json()) as T;
}

/** A message as its author sends it. */
export interface Sent {
  readonly person: string;
  readonly conversation: string;
  readonly text: string;
  readonly thread?: string;
  readonly mention?: boolean;
  readonly card?: Json;
  readonly file?: { readonly name: string; readonly base64: string };
}

/** What goes with a message beside its text. */
export type Along = Pick<Sent, "card" | "file">;

/** Calls of the page at its server. Each rejects with a readable Error. */
export const api = {
  tenant: () => get<TenantItem>("/api/tenant", {}),
  messages: (person: string, conversation: string) =>
    get<MessageItem[]>("/api/messages", { person, conversation }),
  raw: (person: string, message: string) => get<unknown>("/api/raw", { person, message }),
  send: (body: Sent) => post("/api/send", body),
  compose: (person: string, conversation: string, asked: ComposeAsk, code?: string) =>
    ask<Composed>("/api/compose", { person, conversation, ask: asked, ...(code !== undefined && { code }) }),
  resend: (message: string) => post("/api/resend", { message }),
  click: (person: string, message: string, action: CardAction) =>
    post("/api/click", { person, message, action }),
  file: (person: string, message: string, action: "accept" | "decline") =>
    post("/api/file", { person, message, action }),
  seen: (person: string, conversation: string, messages: readonly string[]) =>
    post("/api/seen", { person, conversation, messages }),
  signedIn: (person: string, message: string, code: string) =>
    post("/api/signed-in", { person, message, code }),
  silentSso: (person: string, silentSso: boolean) => post("/api/settings", { person, silentSso }),
  bot: (action: "restart" | "kill") => post("/api/bot", { action }),
  raiseAlert: (severity: string | null, device: string | null) =>
    post("/api/alerts", { action: "raise", severity, device }),
  raiseManyAlerts: () => post("/api/alerts", { action: "raise-many" }),
  attack: (kind: Attack) => post("/api/alerts", { action: "attack", kind }),
  changeAlert: () => post("/api/alerts", { action: "change" }),
  stepDevice: (device: string, step: DeviceStep) => post("/api/device", { device, step }),
  stepAccount: (account: string, step: PersonStep) => post("/api/account", { account, step }),
  flip: (key: DirectorySwitch, on: boolean) => post("/api/directory", { key, on }),
  setRole: (person: string, role: string, held: boolean) => post("/api/role", { person, role, held }),
  forward: (person: string, message: string) => post("/api/forward", { person, message }),
  setService: (service: ServiceKey, mode: ServiceMode) => post("/api/service", { service, mode }),
  mendAll: () => post("/api/mend-all", {}),
  reset: () => post("/api/reset", {}),
};

/** Follows what one person sees; the browser reconnects by itself, and `opened` tells of it. */
export function follow(person: string, opened: () => void, told: (event: PageEvent) => void): () => void {
  const source = new EventSource(`/api/events?person=${encodeURIComponent(person)}`);
  source.onopen = opened;
  source.onmessage = (event) => told(JSON.parse(String(event.data)) as PageEvent);
  return () => source.close();
}
