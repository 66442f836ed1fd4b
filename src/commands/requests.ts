import { say, type Text, type Words } from "../texts/text.ts";
import type { CardButton } from "../messaging/content.ts";
import { positional, requestIdKind } from "../grammar/args.ts";
import { card, type Tone } from "../messaging/card.ts";
import { reads, type ReadContext } from "./command.ts";
import { canRead } from "../defender/lookup.ts";
import { UserError } from "../shared/errors.ts";
import { awaitsReview } from "../requests/machine/emergency.ts";
import { haltLine } from "../requests/machine/halt.ts";
import { isScheduled } from "../requests/machine/lease.ts";
import { leaseLine } from "../requests/machine/lease-release.ts";
import type { Request } from "../requests/machine/request.ts";
import { waitsFor } from "../requests/machine/expiry.ts";
import { bySection, headingAt, sectionsHeading } from "../requests/card/sections.ts";

export type RequestsCardData = {
  readonly heading: Words;
  /** Who halted all changing actions, and why; or empty. */
  readonly halted: Words;
  readonly rows: readonly {
    /** The heading of the rows from here on, or empty. */
    readonly section: Words;
    readonly title: Words;
    readonly line: Words;
    readonly tone: Tone;
    readonly state: Words;
    readonly button: CardButton;
  }[];
};

const SHOWN = 15;
/** Of more open requests it is not asked who may read them: that is a call each. */
const MAX_ASKED = 60;

export const requests = reads({
  name: "requests",
  summary: say("summary.requests"),
  args: {},
  example: "requests",
  suggested: "everywhere",
  shows: "device-data",
  permissions: ["Machine.Read", "Alert.Read"],
  signIn: "first",
  async run(context) {
    const [open, halt] = await context.store.read(async (tx) => [
      await tx.requests.open(),
      await tx.switches.halt(),
    ]);
    const mine = await readable(context, bySection(open).slice(0, MAX_ASKED));
    const shown = mine.slice(0, SHOWN);
    const rows = shown.map((request, index) => ({
      section: headingAt(shown, index),
      title: say("lists.requestOn", { what: titleOf(context, request), target: request.target.name }),
      line: lineOf(request),
      tone: request.state === "Requested" ? ("warning" as const) : ("accent" as const),
      state: request.state,
      button: context.button(say("lists.openRequest", { id: request.id }), "request", { id: request.id }),
    }));
    const heading = sectionsHeading(mine);
    return card<RequestsCardData>(
      "requests",
      { heading, halted: halt === null ? "" : haltLine(halt), rows },
      heading,
    );
  },
});

export const request = reads({
  name: "request",
  summary: say("summary.request"),
  args: { id: positional(requestIdKind, say("argument.requestId")) },
  example: "request 7KQ2-M4XD",
  shows: "device-data",
  permissions: ["Machine.Read", "Alert.Read"],
  signIn: "first",
  async run(context, args) {
    const found = await context.store.read((tx) => tx.requests.get(args.id));
    if (found === null || !(await mayRead(context, found))) {
      throw new UserError("not-found", say("lists.noRequest", { id: args.id }));
    }
    return { kind: "request", id: found.id };
  },
});

/** Those of them that the person may read, until there are more than are shown. */
async function readable(context: ReadContext, open: readonly Request[]): Promise<readonly Request[]> {
  const found: Request[] = [];
  for (let from = 0; from < open.length && found.length <= SHOWN; from += SHOWN) {
    const seen = await Promise.all(
      open
        .slice(from, from + SHOWN)
        .map(async (request) => ((await mayRead(context, request)) ? [request] : [])),
    );
    found.push(...seen.flat());
  }
  return found;
}

/** Requests show what Defender would: who can't read the target, can't see the request. */
async function mayRead(context: ReadContext, found: Request): Promise<boolean> {
  return found.steps === undefined ? mayReadTarget(context, found) : mayReadEach(context, found);
}

/** Of several steps: every one of their targets. */
async function mayReadEach(context: ReadContext, { id, target }: Request): Promise<boolean> {
  const steps = await context.store.read((tx) => tx.steps.all(id));
  if (target.kind === "device") {
    const ids = steps.map((step) => step.target.id);
    return (await context.defender.devicesById(ids)).length === ids.length;
  }
  const each = await Promise.all(steps.map((step) => mayReadTarget(context, step)));
  return each.every(Boolean);
}

async function mayReadTarget(context: ReadContext, found: Request): Promise<boolean> {
  if (found.target.kind === "device") return canRead(context.defender, found.target.id);
  try {
    await context.defender.alert(found.target.id);
    return true;
  } catch (error) {
    if (error instanceof UserError && (error.code === "not-found" || error.code === "forbidden"))
      return false;
    throw error;
  }
}

function titleOf(context: ReadContext, found: Request): Words {
  const command = context.commands.find((candidate) => candidate.name === found.command);
  return command?.effect === "changes" ? command.title(found.args) : found.command;
}

function lineOf(found: Request): Text {
  const expiresAt = found.state === "Requested" ? found.expiresAt : null;
  const { id, requester } = found;
  return say("lists.requestLine", { id, name: requester.name, waits: waitLine(found), expiresAt });
}

function waitLine(found: Request): Words {
  if (awaitsReview(found)) {
    return say("lists.reviewOpen", { waits: found.state === "Requested" ? waitsFor(found) : null });
  }
  return isScheduled(found) ? (leaseLine(found) ?? "") : waitsFor(found);
}
