import { configures, type ConfigureContext } from "./command.ts";
import { text } from "../messaging/content.ts";
import { say } from "../shared/safe-text.ts";

export const enable = configures({
  name: "enable",
  summary: "Let device data be shown in this conversation",
  args: {},
  example: "enable",
  suggested: "shared",
  shows: "plain",
  permissions: [],
  roles: () => ["Admin"],
  async run(context) {
    if (context.conversation.kind === "personal") return text(say`1:1 chats show device data anyway.`);
    await set(context, true);
    return text(
      say`Device data is shown in this conversation from now on. Everybody in it sees what is posted here, whatever their own Defender rights are.`,
    );
  },
});

export const disable = configures({
  name: "disable",
  summary: "Stop showing device data in this conversation",
  args: {},
  example: "disable",
  shows: "plain",
  permissions: [],
  roles: () => ["Admin"],
  async run(context) {
    if (context.conversation.kind === "personal")
      return text(say`1:1 chats always show device data to their owner.`);
    await set(context, false);
    return text(
      say`Device data is not shown here any more; I answer in 1:1 chats instead. Subscriptions stay as they are.`,
    );
  },
});

async function set(context: ConfigureContext, enabled: boolean): Promise<void> {
  const { oid, tid, upn } = context.person;
  await context.store.transaction(async (tx) => {
    await tx.conversations.setEnabled(context.conversation.id, enabled);
    await tx.audit.append({
      at: context.clock.now(),
      actor: { oid, tid, upn },
      event: enabled ? "enabled" : "disabled",
      command: enabled ? "enable" : "disable",
      args: { conversation: context.conversation.id },
      outcome: enabled ? "device data shown" : "device data hidden",
    });
  });
}
