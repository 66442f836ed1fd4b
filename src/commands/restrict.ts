import { systemName } from "../texts/readable.ts";
import { say } from "../texts/text.ts";
import { deviceTarget, maybeRest, positional, reasonText } from "../grammar/args.ts";
import { fitting } from "../policy/canonical.ts";
import { changes } from "../requests/change-command.ts";
import { OF_RESTRICTION } from "./parts/usual-reasons.ts";

/** Systems for which Defender documents it. */
const DOCUMENTED = [
  "Windows10*",
  "Windows11*",
  "WindowsServer2019*",
  "WindowsServer2022*",
  "WindowsServer2025*",
];

export const restrict = changes({
  name: "restrict",
  summary: say("summary.restrict"),
  args: {
    target: positional(deviceTarget, say("argument.device")),
    reason: maybeRest(reasonText, say("argument.restrictReason")),
  },
  example: "restrict web01.contoso.com an unknown tool runs from a user's folder",
  suggested: "personal",
  target: "device",
  button: {
    title: say("commands.restrict"),
    on: ["device", "devices"],
    form: ["reason"],
    reasons: OF_RESTRICTION,
  },
  preflight: ({ device: { os } }) =>
    os === null || fitting(DOCUMENTED, os) !== null
      ? []
      : [say("commands.noRestrictionFor", { os: systemName(os) })],
  title: () => say("commands.restrict"),
  terms: () => [say("commands.restrictComesTo")],
  leaves: say("commands.restricted"),
  call: { operation: "restrictCodeExecution", undoes: "unrestrict" },
});
