import { choice, positional } from "../grammar/args.ts";
import { text } from "../messaging/content.ts";
import { LANGUAGES } from "../texts/locale.ts";
import { say } from "../texts/text.ts";
import { configures } from "./command.ts";

export const language = configures({
  name: "language",
  summary: say("summary.language"),
  args: { language: positional(choice(...LANGUAGES), say("argument.language", { tags: LANGUAGES })) },
  example: "language sv",
  shows: "plain",
  permissions: [],
  roles: (_args, { kind }) => (kind === "personal" ? null : ["Admin", "Responder"]),
  async run(context, args) {
    const { conversation } = context;
    await context.store.transaction(async (tx) => {
      await tx.conversations.set(conversation.id, { language: args.language });
      await context.record(tx, {
        event: "changed",
        args: { conversation: conversation.id, language: args.language },
        outcome: "language of the conversation changed",
      });
    });
    return text(say("settings.languageSet"));
  },
});
