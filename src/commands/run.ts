import { runScript, isScript } from "../defender/live-response.ts";
import { deviceTarget, keyed, maybeRest, positional, reasonText } from "../grammar/args.ts";
import { scriptArgs, scriptName } from "../grammar/live.ts";
import { changes } from "../requests/change-command.ts";
import { say } from "../texts/text.ts";
import { OF_EVIDENCE } from "./parts/usual-reasons.ts";

export const run = changes({
  name: "run",
  summary: say("summary.run"),
  args: {
    target: positional(deviceTarget, say("argument.device")),
    script: positional(scriptName, say("argument.script")),
    args: keyed(scriptArgs, say("argument.scriptArgs")),
    reason: maybeRest(reasonText, say("argument.runReason")),
  },
  example: 'run web01.contoso.com triage.ps1 args:"-Days 7" what has started since Monday',
  target: "device",
  button: {
    title: say("commands.runScript"),
    on: ["device"],
    form: ["script", "args", "reason"],
    reasons: OF_EVIDENCE,
  },
  offers: {
    arg: "script",
    operation: "libraryFiles",
    among: async (defender) => (await defender.libraryFiles()).map(({ name }) => name).filter(isScript),
  },
  async relies(defender, { args: { script = "" } }) {
    const wanted = script.toLowerCase();
    const files = (await defender.libraryFiles()).filter(({ name }) => name.toLowerCase() === wanted);
    return files.map(({ name, sha256, createdBy, changedAt }) => ({
      key: name,
      is: sha256 ?? "",
      shown: say("commands.scriptIs", { script: name, is: sha256, by: createdBy, at: changedAt }),
    }));
  },
  title: ({ script = "", args = null }) => say("commands.run", { script, args }),
  call: {
    operation: "runLiveResponse",
    body: ({ script = "", args }) => ({ Commands: [runScript(script, args)] }),
  },
  brings: { command: "output", title: say("commands.getOutput"), ready: say("commands.outputReady") },
});
