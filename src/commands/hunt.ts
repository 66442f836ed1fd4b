import { accountTarget } from "../grammar/account-target.ts";
import { code, deviceTarget, duration, keyed, type ArgsOf } from "../grammar/args.ts";
import { alertId } from "../grammar/ids.ts";
import { fileHash } from "../grammar/findings.ts";
import { filledKql, kqlText, parametersOf } from "../grammar/kql.ts";
import { cannedHunt, type CannedHunt } from "../defender/canned-hunts.ts";
import { factsCard, MOST_ROWS } from "../messaging/facts-card.ts";
import { reads, type ReadContext } from "./command.ts";
import { offerRows } from "./parts/hunt-file.ts";
import { huntRows } from "./parts/hunt-rows.ts";
import { huntTicks } from "./parts/hunt-ticks.ts";
import {
  missingFor,
  rawAbout,
  sinceIsolation,
  valuesOf,
  type Found,
  type Range,
} from "./parts/hunt-values.ts";
import { noteLastHunt } from "./parts/saved-hunts.ts";
import { cleanLine } from "../texts/safe-text.ts";
import { MOST_HUNTED, type HuntResult } from "../defender/hunting.ts";
import { durationText } from "../shared/duration.ts";
import { say, type Text, type Words } from "../texts/text.ts";

const DAY_MS = 86_400_000;
const MOST_DAYS = 30;
/** Microsoft ends a query after 3 minutes; what is said of it then is waited for. */
const MAY_TAKE_MS = 190_000;
/** Code points of the columns' names; bytes of the query on its card, where its rows need the room. */
const LONGEST_SHOWN = { query: 1_000, columns: 60 } as const;

const ARGS = {
  device: keyed(deviceTarget, say("argument.huntDevice")),
  user: keyed(accountTarget, say("argument.huntUser")),
  file: keyed(fileHash, say("argument.huntFile")),
  alert: keyed(alertId, say("argument.huntAlert")),
  since: keyed(duration("1m", `${MOST_DAYS}d`), say("argument.huntSince")),
  kql: code(kqlText, say("argument.huntQuery")),
};
type Args = ArgsOf<typeof ARGS>;

export const hunt = reads({
  name: "hunt",
  summary: say("summary.hunt"),
  args: ARGS,
  example:
    "hunt since:7d DeviceLogonEvents | where ActionType == 'LogonFailed' | summarize count() by DeviceName",
  asks: say("commands.asksHunt"),
  lacks(raw) {
    const typed = raw["kql"] ?? "";
    return missingFor(cannedHunt(typed.toLowerCase())?.kql ?? typed, raw);
  },
  shows: "device-data",
  permissions: ["ThreatHunting.Read.All", "Machine.Read", "Account.Read.All", "Alert.Read"],
  signIn: "by-call",
  mayTakeMs: MAY_TAKE_MS,
  async run(context, args) {
    const query = await queryOf(context, args.kql);
    const since = args.since === undefined ? {} : { since: durationText(args.since) };
    const again = { ...rawAbout(args), ...since, kql: args.kql };
    const found = await valuesOf(context, args, parametersOf(query.kql).used, again);
    if ("picker" in found) return found.picker;
    const range = await rangeOf(context, query, args, found);
    const kql = filledKql(query.kql, found.values);
    const result = await context.defender.hunt({ kql, ...range, top: MOST_HUNTED });
    await noteLastHunt(context, query.kql);
    const at = range.to ?? context.clock.now();
    const file = await offerRows(context, result, { name: query.name, at });
    const asked = { name: query.name, about: found.names, kql, backMs: range.backMs, at, file };
    return resultCard(context, result, asked);
  },
});

/** A text of at most so many bytes, as a card is sent: what one sign takes is between one and six of them. */
function inBytes(text: string, most: number): string {
  for (let longest = most; ; longest = Math.floor(longest * 0.8)) {
    const line = cleanLine(text, longest);
    if (Buffer.byteLength(JSON.stringify(line)) <= most + 2) return line;
  }
}

/** A query, and what it is called where it has a name. */
interface Query extends Pick<CannedHunt, "kql" | "back"> {
  readonly name: string | null;
}

/** One word alone may be the name of a query; else it is a query itself, such as a table's name. */
async function queryOf({ store, conversation }: ReadContext, typed: string): Promise<Query> {
  const name = typed.toLowerCase();
  const canned = cannedHunt(name);
  if (canned !== null) return canned;
  const saved = await store.read((tx) => tx.savedHunts.get(conversation.id, name));
  return { name: saved?.name ?? null, kql: saved?.kql ?? typed, back: MOST_DAYS };
}

async function rangeOf(
  context: ReadContext,
  { back }: Query,
  { since }: Args,
  { values, range }: Found,
): Promise<Range> {
  if (since !== undefined) return { backMs: since };
  if (range !== null) return range;
  return {
    backMs: back === "isolation" ? await sinceIsolation(context, values.device ?? "") : back * DAY_MS,
  };
}

interface Asked {
  readonly name: string | null;
  readonly about: readonly string[];
  readonly kql: string;
  readonly backMs: number;
  /** Epoch milliseconds. */
  readonly at: number;
  /** What is said of the file with all rows; null: the card shows them. */
  readonly file: Text | null;
}

function resultCard(context: ReadContext, result: HuntResult, { name, about, kql, backMs, at, file }: Asked) {
  const { count } = result;
  const found = say("hunting.rows", { count, most: count >= MOST_HUNTED });
  const heading = name === null ? found : say("hunting.named", { name, about, found });
  const more = file === null ? [] : [file, say("hunting.narrow")];
  const intro = say("common.sentences", { all: count === 0 ? [say("hunting.nothing")] : more });
  const facts: readonly { readonly label: Words; readonly value: Words }[] = [
    { label: say("relied.searched"), value: say("hunting.range", { backMs, at }) },
    { label: say("hunting.typed"), value: inBytes(kql, LONGEST_SHOWN.query) },
    { label: say("hunting.quotaLabel"), value: say("hunting.used", result.use) },
    {
      label: say("hunting.columns"),
      value: cleanLine(result.columns.map((one) => one.name).join(", "), LONGEST_SHOWN.columns),
    },
  ];
  const first = { ...result, rows: result.rows.slice(0, MOST_ROWS) };
  const ticks = huntTicks(context, first, { kql, backMs, to: at });
  return factsCard({ heading, intro, facts, rows: huntRows(context, first), total: count, ticks }, heading);
}
