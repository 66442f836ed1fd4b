import { accountTarget } from "../grammar/account-target.ts";
import { maybeRest, positional, reasonText } from "../grammar/args.ts";
import { changes } from "../requests/change-command.ts";
import { say } from "../texts/text.ts";
import { OF_ACCOUNT } from "./parts/usual-reasons.ts";

export const suspend = changes({
  name: "suspend",
  summary: say("summary.suspend"),
  args: {
    target: positional(accountTarget, say("argument.account")),
    reason: maybeRest(reasonText, say("argument.accountReason")),
  },
  example: "suspend ana.ruiz@contoso.com somebody else uses the account",
  target: "user",
  button: {
    title: say("commands.suspend"),
    on: ["user", "person", "people"],
    form: ["reason"],
    reasons: OF_ACCOUNT,
  },
  title: () => say("commands.suspend"),
  terms: () => [say("commands.suspendComesTo")],
  call: { act: "suspend" },
});
