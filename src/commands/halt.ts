import { maybeRest, reasonText } from "../grammar/args.ts";
import { configures, type ConfigureContext } from "./command.ts";
import { text, type Content } from "../messaging/content.ts";
import { whyLost } from "../requests/facts/lost-approvers.ts";
import { haltLine, isStoppable, resumption, withoutWish, type Halt } from "../requests/machine/halt.ts";
import type { Request } from "../requests/machine/request.ts";
import type { Tx } from "./rows.ts";
import { say, type Text } from "../texts/text.ts";

export const halt = configures({
  name: "halt",
  summary: say("summary.halt"),
  args: { reason: maybeRest(reasonText, say("argument.haltReason")) },
  example: "halt the bot isolates the wrong devices",
  suggested: "shared",
  shows: "plain",
  permissions: [],
  roles: () => ["Approver", "Admin"],
  async run(context, { reason = "" }) {
    const { person, sender, clock } = context;
    const mine: Halt = { reason, by: person.upn, oid: sender.oid, since: clock.now() };
    const answer = await context.store.transaction(async (tx) => {
      const known = await tx.switches.halt();
      if (known !== null) return haltedAlready(context, tx, known, reason);
      await tx.switches.setHalt(mine);
      await record(context, tx, "halted", reason);
      const stopped = await wake(context, tx);
      await context.announce(tx, haltNotice(mine));
      return say("halt.halted", { waiting: stopped.length });
    });
    // Whoever sees a machine go wrong stops it first, and says why when it has stopped.
    return reason === "" ? context.askFor(say("halt.haltWhy", { halted: answer })) : text(answer);
  },
});

/** The reason may follow; one that was given stays. Whoever says it again holds to it: no wish of before ends it. */
async function haltedAlready(context: ConfigureContext, tx: Tx, known: Halt, reason: string): Promise<Text> {
  const held = withoutWish(known, known.wish);
  if (known.reason !== "" || reason === "") {
    if (held !== known) {
      await tx.switches.setHalt(held);
      await record(context, tx, "halted", reason);
      await context.announce(tx, haltNotice(held));
    }
    return say("halt.haltedAlready", { halted: haltLine(known) });
  }
  const explained = { ...held, reason };
  await tx.switches.setHalt(explained);
  await record(context, tx, "halted", reason);
  await wake(context, tx);
  await context.announce(tx, haltNotice(explained));
  return say("halt.haltExplained", { reason });
}

export const resume = configures({
  name: "resume",
  summary: say("summary.resume"),
  args: {},
  example: "resume",
  shows: "plain",
  permissions: [],
  roles: () => ["Admin", "Approver"],
  async run(context) {
    const lost = await lostWish(context);
    return context.store.transaction(async (tx) => {
      const known = await tx.switches.halt();
      if (known === null) return text(say("halt.nothingHalted"));
      return text(await resumed(context, tx, withoutWish(known, lost)));
    });
  },
});

/**
 * The wish of an Approver who has lost the role since, or whom Entra refuses: it is not one of two any more. One that is made
 * while this is looked at is of this minute.
 * @throws UserError when Entra can't be asked
 */
async function lostWish(context: ConfigureContext): Promise<Halt["wish"]> {
  const { sender, roles, signal } = context;
  const wish = (await context.store.read((tx) => tx.switches.halt()))?.wish;
  if (wish === undefined || wish.oid === sender.oid || roles.includes("Admin")) return undefined;
  // The bot knows people of its own tenant alone.
  const why = await whyLost(context, { oid: wish.oid, tid: sender.tid }, signal);
  return why === null ? undefined : wish;
}

async function resumed(context: ConfigureContext, tx: Tx, known: Halt): Promise<Text> {
  const { person, sender, roles, clock } = context;
  const who = { oid: sender.oid, upn: person.upn, name: person.name, isAdmin: roles.includes("Admin") };
  const outcome = resumption(known, who, clock.now());
  switch (outcome.kind) {
    case "own":
      return say("halt.resumeOwn");
    case "waits":
      if (!outcome.isNew) return say("halt.resumeWaits");
      await tx.switches.setHalt(outcome.halt);
      await record(context, tx, "approved", known.reason);
      await context.announce(tx, text(say("halt.resumeWished", { name: person.name })));
      return say("halt.resumeWaits");
    case "ends":
      await tx.switches.setHalt(null);
      await record(context, tx, "resumed", known.reason);
      await wake(context, tx);
      await context.announce(tx, text(say("halt.resumedNews", { name: person.name })));
      return say("halt.resumed");
  }
}

function haltNotice(mine: Halt): Content {
  return text(say("halt.haltNews", { halted: haltLine(mine) }));
}

/** Redraws the open requests' cards, and lets the executor look at once at what it has not sent yet. */
async function wake(context: ConfigureContext, tx: Tx): Promise<readonly Request[]> {
  const now = context.clock.now();
  const open = (await tx.requests.open()).filter(({ action }) => isStoppable(action));
  for (const request of open) {
    await tx.posts.want(request.id, now);
    if (request.state === "Executing" && request.execution?.phase === "ready") {
      await tx.requests.replace({ ...request, dueAt: now });
    }
  }
  return open;
}

const OUTCOMES = {
  halted: "every changing action is stopped",
  approved: "one of two Approvers wants changing actions to be allowed again",
  resumed: "changing actions are allowed again",
} as const;

async function record(
  context: ConfigureContext,
  tx: Tx,
  event: keyof typeof OUTCOMES,
  reason: string,
): Promise<void> {
  await context.record(tx, {
    event,
    args: { reason },
    outcome: OUTCOMES[event],
  });
}
