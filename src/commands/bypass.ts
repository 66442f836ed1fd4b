import { factsCard, type FactsRow } from "../messaging/facts-card.ts";
import { reads, type ReadContext } from "./command.ts";
import type { Tx } from "./rows.ts";
import { say } from "../texts/text.ts";
import type { MachineAction } from "../defender/machine-action.ts";
import type { PermissionGrant } from "../defender/permission-grants.ts";

const BACK_MS = 30 * 86_400_000;
/** Machine actions that are looked at, the newest first. */
const MOST_ACTIONS = 10_000;

export const bypass = reads({
  name: "bypass",
  summary: say("summary.bypass"),
  args: {},
  example: "bypass",
  shows: "device-data",
  permissions: ["Application.Read.All", "Directory.Read.All", "Machine.Read"],
  signIn: "first",
  roles: ["Admin"],
  async run(context) {
    const now = context.clock.now();
    const [grants, actions] = await Promise.all([
      context.defender.changingGrants(),
      context.defender.machineActions({ since: now - BACK_MS, top: MOST_ACTIONS }),
    ]);
    const foreign = await notFromHere(context, actions.items);
    const applications = [
      ...Map.groupBy(grants.items.filter(isWayRound), ({ applicationId }) => applicationId).values(),
    ];
    const isWhole = grants.isWhole && actions.isWhole && actions.items.length < MOST_ACTIONS;
    const heading = say("bypass.heading", {
      applications: applications.length,
      actions: foreign.length,
      isWhole,
    });
    const isClear = isWhole && applications.length === 0 && foreign.length === 0;
    const looked = { n: actions.items.length, most: MOST_ACTIONS, isGrantsCut: !grants.isWhole };
    return factsCard(
      {
        heading,
        tone: isClear ? "good" : "attention",
        intro: say("bypass.intro"),
        facts: [{ label: say("bypass.looked"), value: say("bypass.lookedAt", looked) }],
        rows: [...applications.map(applicationRow), ...foreign.map((action) => actionRow(action, now))],
      },
      heading,
    );
  },
});

/** That people act through the bot with their own rights is what it is for. */
function isWayRound({ isOwn, as }: PermissionGrant): boolean {
  return !isOwn || as === "application";
}

/**
 * Those that no request of this bot has asked for. A comment may say anything, also the `[ID]` of another's request: an
 * action is the request's only where that names the action too.
 */
async function notFromHere(
  context: ReadContext,
  actions: readonly MachineAction[],
): Promise<readonly MachineAction[]> {
  const marks = new Set(actions.flatMap((action) => markIn(action) ?? []));
  const own = await context.store.read(async (tx) => {
    const found = await Promise.all([...marks].map((id) => actionOf(tx, id)));
    return new Set(found);
  });
  return actions.filter(({ id }) => !own.has(id));
}

/** Records of a request that are looked through. */
const MOST_RECORDS = 100;

/** Which action a request made; of one that is swept by now, its record tells. Null: none is known. */
async function actionOf(tx: Tx, id: string): Promise<string | null> {
  const request = await tx.requests.get(id);
  if (request !== null) return request.machineActionId;
  const records = await tx.audit.list(id, MOST_RECORDS);
  return records.find(({ event }) => event === "executed")?.outcome ?? null;
}

function markIn({ comment }: MachineAction): string | null {
  return /^\[([0-9A-Z]{4}-[0-9A-Z]{4}(?:\.\d{1,3})?)\]/.exec(comment ?? "")?.[1] ?? null;
}

function applicationRow(grants: readonly PermissionGrant[]): FactsRow {
  const [first] = grants;
  return {
    badge: say("bypass.application"),
    tone: "attention",
    title: first?.application ?? "",
    line: say("bypass.holds", {
      grants: grants.map(({ permission, as }) => say("bypass.grant", { permission, as })),
    }),
  };
}

function actionRow(action: MachineAction, now: number): FactsRow {
  const { type, scope, createdAt, requestor } = action;
  return {
    badge: say("bypass.action"),
    tone: "warning",
    title: say("lists.action", { type, scope }),
    beside: action.deviceName ?? action.deviceId,
    line: say("bypass.by", { who: requestor, at: createdAt, now }),
  };
}
