import { tongueOf } from "../../src/texts/render.ts";
import { isMainThread, parentPort, workerData } from "node:worker_threads";
import { bindable } from "../../src/adapters/teams/card-bind.ts";
import { readActivity } from "../../src/adapters/teams/activity.ts";
import { cleanText } from "../../src/adapters/teams/text.ts";
import { isSameService } from "../../src/adapters/teams/urls.ts";
import { claimsOf } from "../../src/adapters/defender/challenge.ts";
import { parseTime, text } from "../../src/adapters/defender/fields.ts";
import { errorBody } from "../../src/adapters/defender/schemas.ts";
import { COMMANDS } from "../../src/commands/index.ts";
import type * as args from "../../src/grammar/args.ts";
import { parseCheckpoint } from "../../src/audit/checkpoint.ts";
import { parse } from "../../src/grammar/parse.ts";
import { fitting } from "../../src/policy/canonical.ts";
import { parseDuration } from "../../src/shared/duration.ts";
import { namedOn } from "../../src/messaging/named-on.ts";
import { retryAfterMs } from "../../src/shared/retry-after.ts";
import { clean, sayLine, unmarked, withoutInvisible } from "../../src/texts/safe-text.ts";
import { trimEndOf } from "../../src/shared/trim.ts";
import { withoutTokens } from "../../src/adapters/node/log.ts";
import { IS_FULL } from "./how-often.ts";

/** In UTF-16 units: at this length whatever takes quadratic time takes many seconds for a single text. */
const LENGTH = 100_000;

/** Characters and words that a pattern of ours begins with, repeats or looks for. */
const PARTS = [...'!a \n</"`[_', ...["&#", "\u0301", "<at", "<i>", "<at>x</at>", "eyJ"]];
/** What stands before or behind a run, so that it does not fit after all. */
const STOPS = ["<", "a", '"', "\n"];

/** Repeats of each part, of each before and behind something else; and of each pair, where laws are tried in full. */
export function* worstCases(): Generator<string> {
  for (const [index, a] of PARTS.entries()) {
    yield run(a);
    if (IS_FULL) for (const b of PARTS.slice(index + 1)) yield run(a + b);
    for (const stop of STOPS) yield stop + run(a);
    for (const stop of STOPS) yield run(a) + stop;
  }
}

function run(part: string): string {
  return part.repeat(LENGTH / part.length);
}

const mention = (name: string) => ({ type: "mention", text: name, mentioned: { id: "29:x" } });
const mentions = Array.from({ length: 500 }, (_, index) => ({ id: "29:x", name: `x${index}` }));

function activityWith(parts: object): unknown {
  const activity = {
    ...{ type: "message", id: "1", channelId: "msteams", serviceUrl: "https://smba.example/" },
    from: { id: "29:a", aadObjectId: "0198f2c4-3c55-7d1e-9a51-0c6f0b7c9d11", name: "Ann" },
    conversation: { id: "c", tenantId: "t" },
    ...parts,
  };
  const claims = { serviceUrl: "https://smba.example/", endorsements: null };
  const options = { clientId: "c", tenantId: "t", serviceHosts: ["smba.example"] };
  return readActivity(Buffer.from(JSON.stringify(activity)), claims, 0, options);
}

const KINDS: readonly args.ArgKind<unknown>[] = [
  ...new Set(COMMANDS.flatMap((command) => Object.values(command.args).map((arg) => arg.kind))),
];

/** Everything that reads text of others before anybody has vouched for it. */
export const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  clean: (raw) => clean(raw),
  withoutInvisible,
  unmarked: (raw) => unmarked(sayLine(raw), LENGTH),
  trimEndOf: (raw) => trimEndOf(raw, "!/"),
  "a message": (raw) => activityWith({ text: raw }),
  "a message's HTML": (raw) =>
    cleanText({ text: "", html: raw.slice(0, 65_536), mentions, botIds: ["28:c"], botNames: ["Defender"] }),
  "a message's text": (raw) =>
    cleanText({ text: raw.slice(0, 32_768), html: null, mentions, botIds: ["28:c"], botNames: ["Defender"] }),
  "a mention": (raw) => activityWith({ text: "x", entities: [mention(`<at>${raw}`)] }),
  "the sender's name": (raw) => activityWith({ text: "x", from: { id: "29:a", name: raw } }),
  parse: (raw) => parse(raw, COMMANDS),
  "parse, behind a command": (raw) => parse(`isolate ${raw}`, COMMANDS),
  "parse, behind a command that takes code": (raw) => parse(`hunt since:1d ${raw}`, COMMANDS),
  "kinds of arguments": (raw) => KINDS.map((kind) => kind.parse(raw)),
  parseDuration,
  "a card's data": (raw) =>
    bindable({ title: raw, error: raw, description: raw }, sayLine(raw), tongueOf("en")),
  "what a card names": (raw) =>
    namedOn({ kind: "card", card: "facts", data: { device: raw }, summary: sayLine(raw) }),
  "a field of Defender's": (raw) => clean(text(raw) ?? ""),
  parseTime,
  errorBody: (raw) => errorBody({ error: { code: raw, message: raw, target: raw } }),
  claimsOf: (raw) => claimsOf(`Bearer error="insufficient_claims", ${raw}`),
  retryAfterMs: (raw) => retryAfterMs(raw, 0, 1),
  parseCheckpoint,
  fitting: (raw) => fitting(["*a*b*1*"], raw),
  isSameService: (raw) => isSameService(raw, `https://x/${raw}`),
  withoutTokens,
};

/** As a worker: reads all worst cases with each, and says in shared memory which it is at. */
if (!isMainThread) {
  const at = workerData as Int32Array;
  const cases = [...worstCases()];
  for (const [reader, read] of Object.values(READERS).entries()) {
    for (const [index, worst] of cases.entries()) {
      at.set([reader, index]);
      read(worst);
    }
  }
  parentPort?.postMessage("done");
}
