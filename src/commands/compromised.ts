import { accountTarget } from "../grammar/account-target.ts";
import { maybeRest, positional, reasonText } from "../grammar/args.ts";
import { changes } from "../requests/change-command.ts";
import { say } from "../texts/text.ts";
import { OF_ACCOUNT } from "./parts/usual-reasons.ts";

export const compromised = changes({
  name: "compromised",
  summary: say("summary.compromised"),
  args: {
    target: positional(accountTarget, say("argument.account")),
    reason: maybeRest(reasonText, say("argument.accountReason")),
  },
  example: "compromised ana.ruiz@contoso.com the password was phished",
  target: "user",
  button: { title: say("commands.compromised"), on: ["user"], form: ["reason"], reasons: OF_ACCOUNT },
  title: () => say("commands.compromised"),
  terms: () => [say("commands.compromisedComesTo")],
  call: { act: "compromised" },
});
