import type { MachineAction } from "../defender/machine-action.ts";
import type { PermissionGrant } from "../defender/permission-grants.ts";
import { factsCard, type FactsRow } from "../messaging/facts-card.ts";
import { say } from "../texts/text.ts";
import { reads, type ReadContext } from "./command.ts";
import { lookForBypasses, MOST_ACTIONS } from "./parts/bypasses.ts";
import { weeklyOf } from "./parts/weekly.ts";

const BACK_MS = 30 * 86_400_000;

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
    const found = await lookForBypasses(context, now - BACK_MS);
    const { applications, foreign, isWhole, isGrantsCut } = found;
    const counts = { applications: applications.length, actions: foreign.length, isWhole };
    const heading = say("bypass.heading", counts);
    const isClear = isWhole && applications.length === 0 && foreign.length === 0;
    const looked = { n: found.looked, most: MOST_ACTIONS, isGrantsCut };
    return factsCard(
      {
        heading,
        tone: isClear ? "good" : "attention",
        intro: say("bypass.intro"),
        facts: [{ label: say("bypass.looked"), value: say("bypass.lookedAt", looked) }],
        rows: [...applications.map(applicationRow), ...foreign.map((action) => actionRow(action, now))],
        buttons: [await weeklyButton(context)],
      },
      heading,
    );
  },
});

/** For whoever asks: it goes to their own 1:1 chat. */
async function weeklyButton(context: ReadContext) {
  const subscribed = await context.store.read((tx) => weeklyOf(tx, context.sender));
  const isOn = subscribed?.row?.pausedSince === null;
  return isOn
    ? context.button(say("bypass.noMoreWeekly"), "bypass weekly", { off: "true" })
    : context.button(say("bypass.tellMeWeekly"), "bypass weekly", {});
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
    title: say("actions.action", { type, scope }),
    beside: action.deviceName ?? action.deviceId,
    line: say("bypass.by", { who: requestor, at: createdAt, now }),
  };
}
