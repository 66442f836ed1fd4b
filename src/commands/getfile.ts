import { getFile } from "../defender/live-response.ts";
import { deviceTarget, maybeRest, positional, reasonText } from "../grammar/args.ts";
import { devicePath } from "../grammar/live.ts";
import { changes } from "../requests/change-command.ts";
import { say } from "../texts/text.ts";
import { OF_EVIDENCE } from "./parts/usual-reasons.ts";

export const getfile = changes({
  name: "getfile",
  summary: say("summary.getfile"),
  args: {
    target: positional(deviceTarget, say("argument.device")),
    path: positional(devicePath, say("argument.path")),
    reason: maybeRest(reasonText, say("argument.getfileReason")),
  },
  example: 'getfile web01.contoso.com "C:\\Windows\\Temp\\update.log" what the updater did',
  target: "device",
  button: {
    title: say("commands.fetchFile"),
    on: ["device"],
    form: ["path", "reason"],
    reasons: OF_EVIDENCE,
  },
  title: ({ path = "" }) => say("commands.getfile", { path }),
  call: { operation: "runLiveResponse", body: ({ path = "" }) => ({ Commands: [getFile(path)] }) },
  brings: { command: "output", title: say("commands.getFile"), ready: say("commands.fileReady") },
});
