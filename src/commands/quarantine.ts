import { systemName } from "../texts/readable.ts";
import { say } from "../texts/text.ts";
import { deviceTarget, keyedRequired, maybeRest, positional, reasonText } from "../grammar/args.ts";
import { sha1 } from "../grammar/findings.ts";
import { fitting } from "../policy/canonical.ts";
import { changes } from "../requests/change-command.ts";
import { OF_QUARANTINE } from "./parts/usual-reasons.ts";

/** Systems for which Defender documents it. */
const DOCUMENTED = ["Windows10*", "Windows11*"];

export const quarantine = changes({
  name: "quarantine",
  summary: say("summary.quarantine"),
  args: {
    target: positional(deviceTarget, say("argument.device")),
    sha1: keyedRequired(sha1, say("argument.quarantineSha1")),
    reason: maybeRest(reasonText, say("argument.quarantineReason")),
  },
  example: "quarantine ws7.contoso.com sha1:87662bc3d60e4200ceaf7aae249d1c343f4b83c9 dropped by the phish",
  target: "device",
  button: { title: say("commands.quarantineFile"), on: ["file"], form: ["reason"], reasons: OF_QUARANTINE },
  preflight: ({ device: { os } }) =>
    os === null || fitting(DOCUMENTED, os) !== null
      ? []
      : [say("commands.noQuarantineFor", { os: systemName(os) })],
  title: () => say("commands.quarantine"),
  terms: ({ sha1: hash = "" }) => [say("commands.fileWith", { sha1: hash.toLowerCase() })],
  call: {
    operation: "stopAndQuarantineFile",
    body: ({ sha1: hash = "" }) => ({ Sha1: hash.toLowerCase() }),
  },
});
