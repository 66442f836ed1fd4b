import { cannedHunt } from "../defender/canned-hunts.ts";
import { maybeCode, positional, type ArgKind } from "../grammar/args.ts";
import { kqlText, parametersOf } from "../grammar/kql.ts";
import { text } from "../messaging/content.ts";
import type { ConversationRef } from "../messaging/conversation.ts";
import { UserError } from "../shared/errors.ts";
import { say } from "../texts/text.ts";
import { configures } from "./command.ts";
import { lastHunt } from "./parts/saved-hunts.ts";

/** Most that one conversation keeps: all of them are read when they are listed. */
const MOST = 100;

const huntName: ArgKind<string> = {
  name: "name",
  allowed: say("allowed.huntName"),
  example: "odd-logons",
  parse: (raw) => (/^[a-z][a-z0-9_-]{1,39}$/i.test(raw) ? raw.toLowerCase() : null),
};

const common = {
  shows: "plain",
  permissions: [],
  roles: (_args: unknown, { kind }: ConversationRef) =>
    kind === "personal" ? null : (["Admin", "Responder"] as const),
} as const;

export const huntSave = configures({
  ...common,
  name: "hunt save",
  summary: say("summary.huntSave"),
  args: {
    name: positional(huntName, say("argument.huntName")),
    kql: maybeCode(kqlText, say("argument.huntSaveQuery")),
  },
  example:
    "hunt save odd-logons DeviceLogonEvents | where DeviceId == {device} and ActionType == 'LogonFailed'",
  async run(context, { name, kql = null }) {
    if (cannedHunt(name) !== null) throw new UserError("usage", say("hunting.nameTaken", { name }));
    const query = kql ?? (await lastHunt(context));
    if (query === null) throw new UserError("usage", say("hunting.nothingToSave", { name }));
    if (parametersOf(query).quoted) throw new UserError("usage", say("hunting.quoted"));
    await context.store.transaction(async (tx) => {
      const { conversation, person, clock } = context;
      const others = (await tx.savedHunts.list(conversation.id)).filter((one) => one.name !== name);
      if (others.length >= MOST) throw new UserError("usage", say("hunting.tooMany", { most: MOST }));
      const row = { conversationId: conversation.id, name, kql: query };
      await tx.savedHunts.put({ ...row, savedBy: person.upn, savedAt: clock.now() });
      await context.record(tx, changeOf(conversation, name, query, "hunting query saved"));
    });
    return text(say("hunting.saved", { name, used: parametersOf(query).used }));
  },
});

export const huntForget = configures({
  ...common,
  name: "hunt forget",
  summary: say("summary.huntForget"),
  args: { name: positional(huntName, say("argument.huntName")) },
  example: "hunt forget odd-logons",
  async run(context, { name }) {
    const { conversation } = context;
    await context.store.transaction(async (tx) => {
      const row = await tx.savedHunts.get(conversation.id, name);
      if (row === null) throw new UserError("not-found", say("hunting.noSuch", { name }));
      await tx.savedHunts.remove(conversation.id, name);
      await context.record(tx, changeOf(conversation, name, row.kql, "hunting query forgotten"));
    });
    return text(say("hunting.forgotten", { name }));
  },
});

function changeOf(conversation: ConversationRef, name: string, kql: string, outcome: string) {
  return { event: "changed" as const, args: { conversation: conversation.id, name, kql }, outcome };
}
