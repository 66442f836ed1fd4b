import { scriptResultIn } from "../defender/live-response.ts";
import type { FileToOffer } from "../files/offer.ts";
import { positional } from "../grammar/args.ts";
import { stepId } from "../grammar/step-id.ts";
import { factsCard } from "../messaging/facts-card.ts";
import type { Request } from "../requests/machine/request.ts";
import { UserError } from "../shared/errors.ts";
import { isSame } from "../shared/people.ts";
import { say } from "../texts/text.ts";
import { reads } from "./command.ts";

const LIVE: readonly string[] = ["run", "getfile"];

/** What a live response has brought: as a file, for who asked for it and nobody else. */
export const output = reads({
  name: "output",
  summary: say("summary.output"),
  args: { id: positional(stepId, say("argument.requestId")) },
  example: "output 7KQ2-M4XD",
  shows: "private",
  permissions: ["Machine.LiveResponse"],
  signIn: "by-call",
  async run(context, { id }) {
    const request = await context.store.read((tx) => tx.requests.get(id));
    if (request === null || !LIVE.includes(request.action) || !isSame(request.requester, context.sender)) {
      throw new UserError("not-found", say("results.noOutput", { id }));
    }
    const { state, machineActionId, target } = request;
    if (state !== "Succeeded" || machineActionId === null) {
      throw new UserError("conflict", say("results.outputNotReady", { id, state }));
    }
    const bytes = await context.fetchFile(await context.defender.liveResultLink(machineActionId));
    const file = fileOf(request, bytes);
    await context.offerFile(file);
    const heading = say("results.outputOf", { name: target.name });
    return factsCard({ heading, intro: say("results.outputHint", { name: file.name, id }) }, heading);
  },
});

/**
 * A file of a device may be what everybody is afraid of: by such a name nothing opens it at a touch. A table is no exception:
 * a spreadsheet runs its formulas, and those of a stranger's table nobody has defused.
 */
const SAMPLE = ".sample";
const INERT = /\.(?:txt|log|json|evtx|etl|pcap|pcapng|dmp)$/i;

function fileOf({ id, action, target, args }: Request, bytes: Uint8Array): FileToOffer {
  if (action === "getfile") {
    const path = args["path"] ?? "";
    const name = path.split(/[/\\]/).at(-1) ?? "";
    const about = say("results.fromDevice", { name: target.name, path, id });
    return { name: INERT.test(name) ? name : `${name}${SAMPLE}`, bytes, about };
  }
  const script = args["script"] ?? "";
  const result = scriptResultIn(bytes);
  const about = say("results.ofScript", { script, name: target.name, id, code: result?.exitCode ?? null });
  const name = `${script} ${target.name} ${id}`;
  if (result === null) return { name: `${name}.json.txt`, bytes, about };
  const errors = result.errors === "" ? "" : `\n\n---- errors ----\n${result.errors}`;
  const lines = `---- ${script}, exit code ${result.exitCode ?? "?"} ----\n${result.output}${errors}\n`;
  return { name: `${name}.txt`, bytes: Buffer.from(lines), about };
}
