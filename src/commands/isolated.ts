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
import { isolations, type Isolation } from "./parts/isolations.ts";
import { pageButtons, pageOf, pagingOf } from "./parts/list-pages.ts";

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
    const found = await isolations(context.defender);
    const raw = { page: String(args.page ?? 1) };
    const paged = pageOf(found, raw, ON_A_PAGE);
    const heading = say("lists.isolatedNow", { n: found.length });
    const shown = await Promise.all(paged.rows.map((one) => rowOf(context, one)));
    const buttons = pageButtons(context, "isolated", raw, paged);
    return factsCard({ heading, intro: pagingOf(paged), rows: shown, buttons }, heading);
  },
});

async function rowOf(context: ReadContext, { deviceId, action, state }: Isolation): Promise<FactsRow> {
  const name = action.deviceName ?? deviceId;
  return {
    title: name,
    badge: say("lists.isolationState", { state, scope: action.scope }),
    tone: TONES[state],
    line: await lineOf(context, action),
    buttons: [
      ...(state === "on" ? releaseButton(context, deviceId, name) : []),
      context.button(say("alerts.showDevice"), "device", { target: deviceId }),
    ],
  };
}

/** Of all buttons of a device, the one that ends an isolation. */
function releaseButton(context: ReadContext, target: string, name: string) {
  const ends = effectsOf(context.commands).find(({ makes }) => makes.name === "isolate")?.ends.name;
  const others = context.commands.map((one) => one.name).filter((one) => one !== ends);
  return context.changeButtons("device", { target }, name, others);
}

/** Since when, by whom, through the bot or not, and until when. */
async function lineOf(context: ReadContext, action: Isolation["action"]): Promise<Words> {
  const now = context.clock.now();
  const id = requestIdIn(action);
  const { request, release } = await context.store.read(async (tx) => {
    const own = id === null ? null : await tx.requests.get(id);
    // A comment may say anything: the request is the action's only where it names that action too.
    const request = own?.machineActionId === action.id ? own : null;
    const releaseId = request?.leasedTo?.releaseId;
    return { request, release: releaseId === undefined ? null : await tx.requests.get(releaseId) };
  });
  return say("lists.isolationLine", {
    at: action.createdAt,
    now,
    who: request?.requester.upn ?? action.requestor,
    request: request?.id ?? null,
    lease: leaseOf(request, release) ?? say("lists.withoutEnd"),
  });
}

function leaseOf(request: Request | null, release: Request | null): Words | null {
  return release !== null && isScheduled(release) ? leaseLine(release) : request && leaseLine(request);
}
