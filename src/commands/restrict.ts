import { deviceTarget, maybeRest, positional, reasonText } from "../grammar/args.ts";
import { fitting } from "../policy/canonical.ts";
import { changes } from "../requests/change-command.ts";

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
  summary: "Let only programs that Microsoft has signed run on a device",
  args: {
    target: positional(deviceTarget, "The device"),
    reason: maybeRest(reasonText, "Why its apps are to be restricted"),
  },
  example: "restrict web01.contoso.com an unknown tool runs from a user's folder",
  suggested: "personal",
  target: "device",
  button: { title: "Restrict apps", on: ["device"], form: ["reason"] },
  preflight: ({ device: { os } }) =>
    os === null || fitting(DOCUMENTED, os) !== null
      ? []
      : [`Defender documents no app restriction for ${os}.`],
  title: () => "Restrict apps",
  leaves: "restricted",
  call: { operation: "restrictCodeExecution", undoes: "unrestrict" },
});
