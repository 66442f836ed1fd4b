import { accountTarget } from "../grammar/account-target.ts";
import { deviceTarget, keyed, whole } from "../grammar/args.ts";
import { alertId } from "../grammar/ids.ts";
import { fileHash } from "../grammar/findings.ts";
import { parametersOf } from "../grammar/kql.ts";
import { CANNED_HUNTS, cannedHunt } from "../defender/canned-hunts.ts";
import { factsCard, type FactsRow } from "../messaging/facts-card.ts";
import type { RawArgs } from "../shared/raw-args.ts";
import { cleanLine } from "../texts/safe-text.ts";
import { say, type Words } from "../texts/text.ts";
import { reads, type ReadContext } from "./command.ts";
import { GIVEN_BY, missingFor, rawAbout } from "./parts/hunt-values.ts";
import { pageButtons, pageOf, pagingOf } from "./parts/list-pages.ts";

const ON_A_PAGE = 12;
/** Of a saved query, in code points. */
const LONGEST_SHOWN = 200;

export const hunts = reads({
  name: "hunts",
  summary: say("summary.hunts"),
  args: {
    device: keyed(deviceTarget, say("argument.huntDevice")),
    user: keyed(accountTarget, say("argument.huntUser")),
    file: keyed(fileHash, say("argument.huntFile")),
    alert: keyed(alertId, say("argument.huntAlert")),
    page: keyed(whole(1, 100), say("argument.alertsPage")),
  },
  example: "hunts device:web01",
  shows: "plain",
  permissions: [],
  signIn: "first",
  async run(context, args) {
    const about = rawAbout(args);
    const fitting = (await listed(context)).filter(({ kql }) => fits(kql, about));
    const raw = { ...about, page: String(args.page ?? 1) };
    const paged = pageOf(fitting, raw, ON_A_PAGE);
    const heading = say("hunting.listHeading", { about: Object.values(about) });
    const intro = say("common.sentences", { all: [say("hunting.listIntro"), pagingOf(paged)] });
    const rows = paged.rows.map((one) => rowOf(context, one, about));
    const buttons = pageButtons(context, "hunts", raw, paged);
    return factsCard({ heading, intro, rows, total: rows.length, buttons }, heading);
  },
});

interface Listed {
  readonly name: string;
  readonly about: Words;
  readonly kql: string;
}

/** Those that people here have saved come first: they are looked for. */
async function listed({ store, conversation }: ReadContext): Promise<readonly Listed[]> {
  const saved = await store.read((tx) => tx.savedHunts.list(conversation.id));
  return [
    ...saved.map(({ name, kql, savedBy: by, savedAt: at }) => ({
      name,
      about: say("hunting.savedBy", { by, at, kql: cleanLine(kql, LONGEST_SHOWN) }),
      kql,
    })),
    ...CANNED_HUNTS.map(({ name, kql }) => ({ name, about: say(`hunts.${name}`), kql })),
  ];
}

/** Whether a hunt can be asked about these: without any, each can. */
function fits(kql: string, about: RawArgs): boolean {
  const taken = parametersOf(kql).used.flatMap((parameter): readonly string[] => GIVEN_BY[parameter]);
  return Object.keys(about).every((key) => taken.includes(key));
}

/**
 * With a button, which asks for what is missing. A saved one of which more has to be said is typed: its button knows nothing
 * but its name.
 */
function rowOf(context: ReadContext, { name, about: words, kql }: Listed, about: RawArgs): FactsRow {
  const missing = missingFor(kql, about);
  const title = name;
  if (missing.length > 0 && cannedHunt(name) === null) {
    const typed = ["hunt", name, ...missing.map((key) => `${key}:…`)].join(" ");
    return { title, line: say("hunting.typeIt", { about: words, typed }) };
  }
  const run = context.button(say("hunting.run"), "hunt", { kql: name, ...about }, name);
  return { title, line: words, buttons: [run] };
}
