import { accountTarget } from "../grammar/account-target.ts";
import { maybeRest, positional, reasonText } from "../grammar/args.ts";
import { changes } from "../requests/change-command.ts";
import { say } from "../texts/text.ts";
import { OF_ACCOUNT } from "./parts/usual-reasons.ts";

export const resetPassword = changes({
  name: "reset-password",
  summary: say("summary.reset-password"),
  args: {
    target: positional(accountTarget, say("argument.account")),
    reason: maybeRest(reasonText, say("argument.accountReason")),
  },
  example: "reset-password ana.ruiz@contoso.com the password was phished",
  target: "user",
  button: { title: say("commands.resetPassword"), on: ["user"], form: ["reason"], reasons: OF_ACCOUNT },
  title: () => say("commands.resetPassword"),
  terms: () => [say("commands.resetPasswordComesTo")],
  call: { act: "reset-password" },
});
