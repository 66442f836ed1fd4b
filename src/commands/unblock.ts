import { maybeRest, positional, reasonText } from "../grammar/args.ts";
import { indicatedValue } from "../grammar/findings.ts";
import { indicatedById } from "../defender/indicator.ts";
import { reliedIndicator } from "../requests/facts/appraise-indicator.ts";
import { changes } from "../requests/change-command.ts";
import { isShown } from "../requests/machine/relied.ts";
import { say } from "../texts/text.ts";

export const unblock = changes({
  name: "unblock",
  summary: say("summary.unblock"),
  args: {
    value: positional(indicatedValue, say("argument.indicatedValue")),
    reason: maybeRest(reasonText, say("argument.unblockReason")),
  },
  example: "unblock bad[.]example the site has been cleaned",
  target: "indicator",
  button: null,
  title: () => say("indicators.unblock"),
  async relies(defender, { target }) {
    const there = await defender.indicators(indicatedById(target.id));
    return there.map((one) => reliedIndicator(one, "removes"));
  },
  call: {
    operation: "deleteIndicator",
    undoes: "block",
    async send(defender, { target, relied }) {
      const there = await defender.indicators(indicatedById(target.id));
      // What has come since the last look was shown to nobody.
      const meant = there.filter(
        (one) => relied === undefined || isShown(reliedIndicator(one, "removes"), relied),
      );
      // One at a time: Defender keeps one of a value, older tenants perhaps more.
      for (const { id } of meant) await defender.deleteIndicator(id);
    },
    async compare(defender, { target }) {
      const left = await defender.indicators(indicatedById(target.id));
      return left.length === 0 ? "done" : "not-done";
    },
  },
});
