import { say, type Text, type Words } from "../texts/text.ts";
import type { CardButton } from "../messaging/content.ts";
import { freeText, maybeRest, positional, type ArgSpecs } from "../grammar/args.ts";
import { stepId } from "../grammar/step-id.ts";
import { card, type Tone } from "../messaging/card.ts";
import { reads, type ReadContext } from "./command.ts";
import type { Tx } from "./rows.ts";
import { UserError } from "../shared/errors.ts";
import { awaitsReview } from "../requests/machine/emergency.ts";
import { haltLine } from "../requests/machine/halt.ts";
import { isScheduled } from "../requests/machine/lease.ts";
import { leaseLine } from "../requests/machine/lease-release.ts";
import { mayReadRequest } from "./parts/may-read.ts";
import { titleOf } from "../requests/title.ts";
import type { Request } from "../requests/machine/request.ts";
import { isStep, type StepRequest } from "../requests/machine/steps.ts";
import { waitsFor } from "../requests/machine/expiry.ts";
import { isOffered, viewerOf } from "../requests/machine/verbs.ts";
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
      title: say("requestList.requestOn", {
        what: titleOf(context.commands, request),
        target: request.target.name,
      }),
      line: lineOf(request),
      tone: request.state === "Requested" ? ("warning" as const) : ("accent" as const),
      state: request.state,
      button: context.button(say("requestList.openRequest", { id: request.id }), "request", {
        id: request.id,
      }),
    }));
    const heading = sectionsHeading(mine);
    return card<RequestsCardData>(
      "requests",
      { heading, halted: halt === null ? "" : haltLine(halt), rows },
      heading,
    );
  },
});

export const request = showsCard("request", say("summary.request"), {});

/** Decisions are clicks: whoever types one is shown the card on which it is made. */
const REST = { words: maybeRest(freeText("looks right", 500), say("argument.decisionWords")) };

export const approve = showsCard("approve", say("summary.approve"), REST, whyNotOwn);
export const deny = showsCard("deny", say("summary.deny"), REST);
export const cancel = showsCard("cancel", say("summary.cancel"), REST);

/** Their card has no button to approve it with, and does not say why. */
function whyNotOwn({ sender }: ReadContext, found: Request): Text | null {
  const viewer = viewerOf(found, sender);
  const isTheirs = found.state === "Requested" && viewer === "requester";
  return isTheirs && !isOffered("approve", found, viewer) ? say("decisions.ownRequest") : null;
}

/** @param explains what is to be said before the card; null: nothing */
function showsCard(
  name: string,
  summary: Text,
  more: ArgSpecs,
  explains: (context: ReadContext, found: Request) => Text | null = () => null,
) {
  return reads({
    name,
    summary,
    asks: say("commands.asksRequest"),
    args: { id: positional(stepId, say("argument.requestId")), ...more },
    example: `${name} 7KQ2-M4XD`,
    shows: "device-data",
    permissions: ["Machine.Read", "Alert.Read"],
    signIn: "first",
    async run(context, args) {
      const id = args["id"];
      const { found, step } = await context.store.read((tx) => requestOf(tx, id));
      if (found === null || !(await mayReadRequest(context, found))) {
        throw new UserError("not-found", say("requestList.noRequest", { id }));
      }
      const first = step === null ? explains(context, found) : stepText(context, step);
      return { kind: "request", id: found.id, ...(first === null ? {} : { first }) };
    },
  });
}

/** The request of that id, or whose step has it; the card is the whole request's. */
async function requestOf(tx: Pick<Tx, "requests">, id: string) {
  const named = await tx.requests.get(id);
  if (named === null || !isStep(named)) return { found: named, step: null };
  return { found: await tx.requests.get(named.of.leader), step: named };
}

/** "Step 3 is web02: …": what has become of it, also where the card shows it on another page. */
function stepText({ commands }: ReadContext, step: StepRequest): Text {
  const { id, state, outcome, target, machineActionId: action, leasedTo } = step;
  return say("requestList.step", {
    ...{ id, n: step.of.n, what: titleOf(commands, step), target: target.name, state, outcome, action },
    release: leasedTo?.releaseId ?? null,
  });
}

/** Those of them that the person may read, until there are more than are shown. */
async function readable(context: ReadContext, open: readonly Request[]): Promise<readonly Request[]> {
  const found: Request[] = [];
  for (let from = 0; from < open.length && found.length <= SHOWN; from += SHOWN) {
    const seen = await Promise.all(
      open
        .slice(from, from + SHOWN)
        .map(async (request) => ((await mayReadRequest(context, request)) ? [request] : [])),
    );
    found.push(...seen.flat());
  }
  return found;
}

function lineOf(found: Request): Text {
  const expiresAt = found.state === "Requested" ? found.expiresAt : null;
  const { id, requester } = found;
  return say("requestList.requestLine", { id, name: requester.name, waits: waitLine(found), expiresAt });
}

function waitLine(found: Request): Words {
  if (awaitsReview(found)) {
    return say("requestList.reviewOpen", { waits: found.state === "Requested" ? waitsFor(found) : null });
  }
  return isScheduled(found) ? (leaseLine(found) ?? "") : waitsFor(found);
}
