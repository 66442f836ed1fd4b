import { accountTarget } from "../grammar/account-target.ts";
import { maybeRest, positional, reasonText } from "../grammar/args.ts";
import { changes } from "../requests/change-command.ts";
import { say } from "../texts/text.ts";
import { OF_ACCOUNT } from "./parts/usual-reasons.ts";

export const revokeSessions = changes({
  name: "revoke-sessions",
  summary: say("summary.revoke-sessions"),
  args: {
    target: positional(accountTarget, say("argument.account")),
    reason: maybeRest(reasonText, say("argument.accountReason")),
  },
  example: "revoke-sessions ana.ruiz@contoso.com signed in from two countries within an hour",
  target: "user",
  button: {
    title: say("commands.revokeSessions"),
    on: ["user", "person", "people"],
    form: ["reason"],
    reasons: OF_ACCOUNT,
  },
  title: () => say("commands.revokeSessions"),
  terms: () => [say("commands.revokeSessionsComesTo")],
  call: { act: "revoke-sessions" },
});
