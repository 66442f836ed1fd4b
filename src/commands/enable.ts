import { configures, type ConfigureContext } from "./command.ts";
import { text } from "../messaging/content.ts";
import { accountTarget } from "../grammar/account-target.ts";
import { say } from "../texts/text.ts";

export const enable = configures({
  name: "enable",
  summary: say("summary.enable"),
  args: {},
  example: "enable",
  suggested: "shared",
  shows: "plain",
  permissions: [],
  roles: () => ["Admin"],
  async run(context) {
    if (context.conversation.kind === "personal") return text(say("settings.alwaysShown"));
    await set(context, true);
    return text(say("settings.nowShown"));
  },
});

export const disable = configures({
  name: "disable",
  summary: say("summary.disable"),
  args: {},
  // A person, not a place: elsewhere that word switches accounts off.
  stray: (typed) =>
    accountTarget.parse(typed)?.by === "upn" ? say("settings.meantSuspend", { upn: typed }) : null,
  example: "disable",
  shows: "plain",
  permissions: [],
  roles: () => ["Admin"],
  async run(context) {
    if (context.conversation.kind === "personal") return text(say("settings.alwaysShownToOwner"));
    await set(context, false);
    return text(say("settings.notShown"));
  },
});

async function set(context: ConfigureContext, enabled: boolean): Promise<void> {
  await context.store.transaction(async (tx) => {
    await tx.conversations.set(context.conversation.id, { enabled });
    await context.record(tx, {
      event: enabled ? "enabled" : "disabled",
      args: { conversation: context.conversation.id },
      outcome: enabled ? "device data shown" : "device data hidden",
    });
  });
}
