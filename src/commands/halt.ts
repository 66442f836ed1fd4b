import { recorded } from "../texts/render.ts";
import { rest, reasonText } from "../grammar/args.ts";
import { configures, type ConfigureContext } from "./command.ts";
import { text, type Content } from "../messaging/content.ts";
import { count } from "../shared/format.ts";
import { haltLine, isStoppable, type Halt } from "../requests/machine/halt.ts";
import type { Request } from "../requests/machine/request.ts";
import type { Tx } from "./rows.ts";
import { say } from "../shared/safe-text.ts";

export const halt = configures({
  name: "halt",
  summary: "Stop every changing action, everywhere, until an Admin resumes",
  args: { reason: rest(reasonText, "Why everything is to stop") },
  example: "halt the bot isolates the wrong devices",
  suggested: "shared",
  shows: "plain",
  permissions: [],
  roles: () => ["Approver", "Admin"],
  async run(context, { reason }) {
    const mine: Halt = { reason, by: context.person.upn, since: context.clock.now() };
    return context.store.transaction(async (tx) => {
      const known = await tx.switches.halt();
      if (known !== null) return text(say`It is halted already. ${recorded(haltLine(known))}`);
      await tx.switches.setHalt(mine);
      await record(context, tx, "halted", reason);
      const stopped = await wake(context, tx);
      await context.announce(tx, haltNotice(mine));
      return text(
        say`Every changing action is stopped, everywhere: nothing is sent until an Admin types "resume". What Defender has already accepted is followed to its end; assigning, resolving and commenting on alerts go on. ${count(stopped.length, "open request")} will wait.`,
      );
    });
  },
});

export const resume = configures({
  name: "resume",
  summary: "Allow changing actions again after a halt; nothing is sent by itself",
  args: {},
  example: "resume",
  shows: "plain",
  permissions: [],
  roles: () => ["Admin"],
  async run(context) {
    return context.store.transaction(async (tx) => {
      const known = await tx.switches.halt();
      if (known === null) return text(say`Nothing is halted.`);
      await tx.switches.setHalt(null);
      await record(context, tx, "resumed", known.reason);
      await wake(context, tx);
      await context.announce(tx, text(say`${context.person.name} ended the halt. ${NOTHING_FIRES}`));
      return text(say`Changing actions are allowed again. ${NOTHING_FIRES}`);
    });
  },
});

const NOTHING_FIRES =
  "Nothing is sent by itself: what was interrupted waits for an Approver to press Resume (see: requests).";

function haltNotice(mine: Halt): Content {
  return text(
    say`${recorded(haltLine(mine))}. No changing action is sent until an Admin types "resume". Assigning, resolving and commenting on alerts go on.`,
  );
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
  const { oid, tid, upn } = context.person;
  await tx.audit.append({
    at: context.clock.now(),
    actor: { oid, tid, upn },
    event,
    command: event === "halted" ? "halt" : "resume",
    args: { reason },
    outcome: event === "halted" ? "every changing action is stopped" : "changing actions are allowed again",
  });
}
