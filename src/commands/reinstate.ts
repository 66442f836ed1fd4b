import { accountTarget } from "../grammar/account-target.ts";
import { maybeRest, positional, reasonText } from "../grammar/args.ts";
import { changes } from "../requests/change-command.ts";
import { say } from "../texts/text.ts";
import { OF_REINSTATEMENT } from "./parts/usual-reasons.ts";

export const reinstate = changes({
  name: "reinstate",
  summary: say("summary.reinstate"),
  args: {
    target: positional(accountTarget, say("argument.account")),
    reason: maybeRest(reasonText, say("argument.accountReason")),
  },
  example: "reinstate ana.ruiz@contoso.com the password was changed and the phone is clean",
  target: "user",
  button: { title: say("commands.reinstate"), on: ["user"], form: ["reason"], reasons: OF_REINSTATEMENT },
  title: () => say("commands.reinstate"),
  terms: () => [say("commands.reinstateComesTo")],
  call: { act: "reinstate" },
});
