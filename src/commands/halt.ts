import { actorOf } from "../audit/record.ts";
import { rest, reasonText } from "../grammar/args.ts";
import { configures, type ConfigureContext } from "./command.ts";
import { text, type Content } from "../messaging/content.ts";
import { haltLine, isStoppable, type Halt } from "../requests/machine/halt.ts";
import type { Request } from "../requests/machine/request.ts";
import type { Tx } from "./rows.ts";
import { say } from "../texts/text.ts";

export const halt = configures({
  name: "halt",
  summary: say("summary.halt"),
  args: { reason: rest(reasonText, say("argument.haltReason")) },
  example: "halt the bot isolates the wrong devices",
  suggested: "shared",
  shows: "plain",
  permissions: [],
  roles: () => ["Approver", "Admin"],
  async run(context, { reason }) {
    const mine: Halt = { reason, by: context.person.upn, since: context.clock.now() };
    return context.store.transaction(async (tx) => {
      const known = await tx.switches.halt();
      if (known !== null) return text(say("settings.haltedAlready", { halted: haltLine(known) }));
      await tx.switches.setHalt(mine);
      await record(context, tx, "halted", reason);
      const stopped = await wake(context, tx);
      await context.announce(tx, haltNotice(mine));
      return text(say("settings.halted", { waiting: stopped.length }));
    });
  },
});

export const resume = configures({
  name: "resume",
  summary: say("summary.resume"),
  args: {},
  example: "resume",
  shows: "plain",
  permissions: [],
  roles: () => ["Admin"],
  async run(context) {
    return context.store.transaction(async (tx) => {
      const known = await tx.switches.halt();
      if (known === null) return text(say("settings.nothingHalted"));
      await tx.switches.setHalt(null);
      await record(context, tx, "resumed", known.reason);
      await wake(context, tx);
      await context.announce(tx, text(say("settings.resumedNews", { name: context.person.name })));
      return text(say("settings.resumed"));
    });
  },
});

function haltNotice(mine: Halt): Content {
  return text(say("settings.haltNews", { halted: haltLine(mine) }));
}

/** Redraws the open requests' cards, and lets the executor look at once at what it has not sent yet. */
async function wake(context: ConfigureContext, tx: Tx): Promise<readonly Request[]> {
  const now = context.clock.now();
  const open = (await tx.requests.open()).filter(({ action }) => isStoppable(action));
  for (const request of open) {
    await tx.posts.want("request", request.id, now);
    if (request.state === "Executing" && request.execution?.phase === "ready") {
      await tx.requests.replace({ ...request, dueAt: now });
    }
  }
  return open;
}

async function record(
  context: ConfigureContext,
  tx: Tx,
  event: "halted" | "resumed",
  reason: string,
): Promise<void> {
  await tx.audit.append({
    at: context.clock.now(),
    actor: actorOf(context.person),
    event,
    command: event === "halted" ? "halt" : "resume",
    args: { reason },
    outcome: event === "halted" ? "every changing action is stopped" : "changing actions are allowed again",
  });
}
