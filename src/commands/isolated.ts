import { keyed, whole } from "../grammar/args.ts";
import type { Tone } from "../messaging/card.ts";
import { factsCard, type FactsRow } from "../messaging/facts-card.ts";
import { requestIdIn } from "../requests/facts/already.ts";
import { effectsOf } from "../requests/effects.ts";
import { isScheduled } from "../requests/machine/lease.ts";
import { leaseLine } from "../requests/machine/lease-release.ts";
import type { Request } from "../requests/machine/request.ts";
import { say, type Words } from "../texts/text.ts";
import { reads, type ReadContext } from "./command.ts";
import { isolations, takenOverBy, type Isolation } from "./parts/isolations.ts";
import { andUnread, pageButtons, pageOf, pagingOf } from "./parts/list-pages.ts";

const TONES: Readonly<Record<Isolation["state"], Tone>> = {
  on: "attention",
  beginning: "warning",
  ending: "accent",
  unknown: "neutral",
};

/** Rows on a page. */
const ON_A_PAGE = 10;

export const isolated = reads({
  name: "isolated",
  summary: say("summary.isolated"),
  args: { page: keyed(whole(1, 100), say("argument.alertsPage")) },
  example: "isolated",
  shows: "device-data",
  permissions: ["Machine.Read"],
  signIn: "by-call",
  async run(context, args) {
    const { items: found, unread } = await isolations(context.defender);
    const raw = { page: String(args.page ?? 1) };
    const paged = pageOf(found, raw, ON_A_PAGE);
    const heading = andUnread(say("takeOver.isolatedNow", { n: found.length }), found.length, unread);
    const mayTake = await mayTakeOver(context);
    const shown = await Promise.all(paged.rows.map((one) => rowOf(context, one, mayTake)));
    const buttons = pageButtons(context, "isolated", raw, paged);
    const hint = found.length === 0 ? "" : say("takeOver.isolatedHint");
    const intro = say("common.sentences", { all: [hint, pagingOf(paged)] });
    return factsCard({ heading, intro, rows: shown, buttons }, heading);
  },
});

/** In a channel or a group chat others read it as well, and whoever presses it is told what it takes. */
async function mayTakeOver({ identity, sender, conversation }: ReadContext): Promise<boolean> {
  if (conversation.kind !== "personal") return true;
  return (await identity.known(sender))?.roles.includes("Approver") === true;
}

async function rowOf(context: ReadContext, isolation: Isolation, mayTake: boolean): Promise<FactsRow> {
  const { deviceId, action, state } = isolation;
  const name = action.deviceName ?? deviceId;
  const { request, release } = await askedHere(context, isolation);
  return {
    title: name,
    badge: say("takeOver.isolationState", { state, scope: action.scope }),
    tone: TONES[state],
    line: lineOf(context, action, { request, release }),
    opens: context.button(say("opens.showDevice"), "device", { target: deviceId }),
    buttons: [
      ...(state === "on" ? releaseButton(context, deviceId, name) : []),
      ...(mayTake && state === "on" && request === null && release === null
        ? [context.button(say("takeOver.title"), "take-over", { target: deviceId })]
        : []),
    ],
  };
}

/** Of all buttons of a device, the one that ends an isolation. */
function releaseButton(context: ReadContext, target: string, name: string) {
  const ends = effectsOf(context.commands).find(({ makes }) => makes.name === "isolate")?.ends.name;
  const others = context.commands.map((one) => one.name).filter((one) => one !== ends);
  return context.changeButtons("device", { target }, name, others);
}

interface AskedHere {
  /** Null: nobody here has asked for it. */
  readonly request: Request | null;
  /** What ends it; of one that nobody here has asked for, whoever took it over. */
  readonly release: Request | null;
}

async function askedHere(context: ReadContext, isolation: Isolation): Promise<AskedHere> {
  const { action } = isolation;
  const id = requestIdIn(action);
  const own = id === null ? null : await context.store.read((tx) => tx.requests.get(id));
  // A comment may say anything: the request is the action's only where it names that action too.
  const request = own?.machineActionId === action.id ? own : null;
  if (request === null) return { request, release: await takenOverBy(context, isolation) };
  const releaseId = request.leasedTo?.releaseId;
  const release =
    releaseId === undefined ? null : await context.store.read((tx) => tx.requests.get(releaseId));
  return { request, release };
}

/** Since when, by whom, through the bot or not, and until when. */
function lineOf(context: ReadContext, action: Isolation["action"], { request, release }: AskedHere): Words {
  const owner = request ?? release;
  return say("takeOver.isolationLine", {
    at: action.createdAt,
    now: context.clock.now(),
    who: owner?.requester.upn ?? action.requestor,
    request: owner?.id ?? null,
    lease: leaseOf(request, release) ?? say("takeOver.withoutEnd"),
  });
}

function leaseOf(request: Request | null, release: Request | null): Words | null {
  return release !== null && isScheduled(release) ? leaseLine(release) : request && leaseLine(request);
}
