import { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import { z } from "zod";
import type { SandboxEnv } from "../faults.ts";
import { startListener } from "../listener.ts";
import { APP_ROLES, personByKey } from "../people.ts";
import { assetRoutes } from "./assets.ts";
import { controlRoutes } from "./control-routes.ts";
import type { PageOptions } from "./options.ts";
import { askRoute, postRoute, type App } from "./post-route.ts";
import { presentConversations, presentMessage } from "./present.ts";
import type { PageEvent, TenantItem } from "./view.ts";

const KEEP_ALIVE_MS = 15_000;
/** In a storm of messages the list of conversations changes with each of them. */
const LIST_EVERY_MS = 100;
const text = z.string().max(200);
/** Characters of a file in base64: more than the bot reads, so that it can be seen to refuse one. */
const MOST_FILE = 12_000_000;
const SEND = z
  .strictObject({
    person: text,
    conversation: text,
    text: z.string().max(28_000),
    thread: text.optional(),
    mention: z.boolean().optional(),
    card: z.record(z.string(), z.unknown()).optional(),
    file: z.strictObject({ name: text.min(1), base64: z.base64().max(MOST_FILE) }).optional(),
  })
  .refine(({ text: typed, card, file }) => typed !== "" || (card ?? file) !== undefined, "Nothing to send.");
const COMPOSE = z.strictObject({
  person: text,
  conversation: text,
  ask: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("search"), command: text, text }),
    z.strictObject({ kind: z.literal("link"), url: z.string().max(8_000) }),
  ]),
  code: z.string().max(4_000).optional(),
});
const ACTION = z.strictObject({
  type: z.enum(["Action.Execute", "Action.Submit"]),
  id: z.string().optional(),
  verb: z.string().optional(),
  title: z.string().optional(),
  data: z.record(z.string(), z.unknown()),
});
const CLICK = z.strictObject({ person: text, message: text, action: ACTION });
const FILE = z.strictObject({ person: text, message: text, action: z.enum(["accept", "decline"]) });
const SEEN = z.strictObject({ person: text, conversation: text, messages: z.array(text).max(500) });
const SIGNED_IN = z.strictObject({ person: text, message: text, code: z.string().max(4_000) });
const SETTINGS = z.strictObject({ person: text, silentSso: z.boolean() });
const MESSAGE = z.strictObject({ message: text });
const FORWARD = z.strictObject({ person: text, message: text });

/** Keeps other sites' pages out: names that resolve to loopback, and requests sent across origins. */
function guard(app: App): void {
  app.use(async (context, next) => {
    const host = context.req.header("host") ?? "";
    const origin = context.req.header("origin");
    const local = /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host);
    const own = origin === undefined || origin === `http://${host}`;
    if (!local || !own) return context.json({ error: "Not from this page." }, 403);
    return next();
  });
}

function tenantOf(options: PageOptions): TenantItem {
  const { teams, bot, alerts, devices, directory, services, commands, extension, policyFile } = options;
  const people = teams.state.people.map(({ key, name, upn, teamsId }) => ({
    ...{ key, name, upn, teamsId },
    roles: options.people.rolesOf(personByKey(key).key),
    silentSso: teams.state.settings(key).silentSso,
  }));
  return {
    ...{ people, commands, extension, policyFile, roles: APP_ROLES },
    ...{
      bot: bot.status(),
      alerts: alerts.item(),
      devices: devices.item(),
      directory: directory.item(),
      services: services.items(),
    },
  };
}

/** Does the work a moment after it was asked for, once, however often that was. */
function soon(afterMs: number, work: () => void) {
  let timer: NodeJS.Timeout | null = null;
  const now = (): void => {
    timer = null;
    work();
  };
  return {
    now,
    ask: (): void => void (timer ??= setTimeout(now, afterMs)),
    stop: (): void => void (timer !== null && clearTimeout(timer)),
  };
}

/** What one person's pane is told, as it happens. */
function follow(options: PageOptions, person: string, tell: (event: PageEvent) => void): () => void {
  const { state } = options.teams;
  const conversations = soon(LIST_EVERY_MS, () =>
    tell({ kind: "conversations", conversations: presentConversations(state, person) }),
  );
  const tenant = (): void => tell({ kind: "tenant", tenant: tenantOf(options) });

  function message(id: string): void {
    const found = state.message(id);
    const mine = found !== null && state.conversation(found.conversationId).members.includes(person);
    if (mine) tell({ kind: "message", message: presentMessage(state, person, found) });
  }

  const offState = state.on((event) => {
    switch (event.kind) {
      case "message":
        message(event.messageId);
        return conversations.ask();
      case "view":
        return event.person === person ? message(event.messageId) : undefined;
      case "read":
        return event.person === person ? conversations.ask() : undefined;
      case "settings":
        return tenant();
      case "typing":
      case "reset":
        return tell(event);
    }
  });
  const { bot, alerts, devices, directory, people, services } = options;
  const desks = [alerts, devices, directory, people, services];
  const offs = [offState, bot.onStatus(tenant), ...desks.map((desk) => desk.onChange(tenant))];
  tenant();
  conversations.now();
  return () => {
    conversations.stop();
    for (const off of offs) off();
  };
}

function readRoutes(app: App, options: PageOptions): void {
  const { state } = options.teams;
  app.get("/api/tenant", (context) => context.json(tenantOf(options)));
  app.get("/api/messages", (context) => {
    const person = state.person(context.req.query("person") ?? "");
    const conversation = state.conversation(context.req.query("conversation") ?? "");
    if (!conversation.members.includes(person.key)) return context.json({ error: "Not a member." }, 403);
    return context.json(
      state.messagesOf(conversation.id).map((message) => presentMessage(state, person.key, message)),
    );
  });
  app.get("/api/raw", (context) => {
    const message = state.message(context.req.query("message") ?? "");
    if (message === null) return context.json({ error: "No such message." }, 404);
    const person = state.person(context.req.query("person") ?? "");
    return context.json(state.cardFor(person.key, message) ?? message);
  });
  app.get("/api/events", (context) => {
    const person = state.person(context.req.query("person") ?? "").key;
    return streamSSE(context, async (stream) => {
      const write = (event: PageEvent): void => void stream.writeSSE({ data: JSON.stringify(event) });
      const stop = follow(options, person, write);
      const timer = setInterval(() => void stream.write(": alive\n\n"), KEEP_ALIVE_MS);
      await new Promise<void>((resolve) => stream.onAbort(resolve));
      clearInterval(timer);
      stop();
    });
  });
}

function writeRoutes(app: App, options: PageOptions): void {
  const { teams } = options;

  postRoute(app, "/api/send", SEND, ({ person, conversation, text: typed, thread, mention, card, file }) => {
    const { answer } = teams.send(person, conversation, typed, {
      ...(thread === undefined ? {} : { thread }),
      ...(mention === undefined ? {} : { mention }),
      ...(card === undefined ? {} : { card }),
      ...(file === undefined ? {} : { file: { name: file.name, bytes: Buffer.from(file.base64, "base64") } }),
    });
    void answer;
  });
  askRoute(app, "/api/compose", COMPOSE, ({ person, conversation, ask, code }) =>
    teams.compose(person, conversation, ask, code),
  );
  postRoute(app, "/api/resend", MESSAGE, ({ message }) => teams.redeliver(message));
  postRoute(app, "/api/click", CLICK, ({ person, message, action }) => {
    const { type, id, verb, title, data } = action;
    const named = { ...(id && { id }), ...(verb && { verb }), ...(title && { title }) };
    return teams.click(person, message, { type, data, ...named });
  });
  postRoute(app, "/api/file", FILE, ({ person, message, action }) =>
    teams.answerFile(person, message, action),
  );
  postRoute(app, "/api/forward", FORWARD, ({ person, message }) => void teams.forward(person, message));
  postRoute(app, "/api/seen", SEEN, async ({ person, conversation, messages }) => {
    teams.state.markRead(person, teams.state.conversation(conversation).id);
    // One after the other: a channel full of cards must not start a storm of refreshes.
    for (const id of messages) if (teams.state.message(id) !== null) await teams.see(person, id);
  });
  postRoute(app, "/api/signed-in", SIGNED_IN, ({ person, message, code }) =>
    teams.signedIn(person, message, code),
  );
  postRoute(app, "/api/settings", SETTINGS, ({ person, silentSso }) =>
    teams.state.setSettings(person, { silentSso }),
  );
}

/** Starts the page's server on loopback. */
export async function startPage(options: PageOptions): Promise<{ url: string; close(): Promise<void> }> {
  const app: App = new Hono<SandboxEnv>();
  guard(app);
  readRoutes(app, options);
  writeRoutes(app, options);
  controlRoutes(app, options);
  app.route("/", assetRoutes());
  app.onError((error, context) => context.json({ error: error.message }, 400));
  const listener = await startListener(app, { port: options.port });
  return { url: `http://127.0.0.1:${listener.port}`, close: () => listener.down() };
}
