import { maybeRest, positional, reasonText } from "../grammar/args.ts";
import { indicatedValue } from "../grammar/findings.ts";
import { indicatedById } from "../defender/indicator.ts";
import { changes } from "../requests/change-command.ts";
import { say } from "../texts/text.ts";

export const unblock = changes({
  name: "unblock",
  summary: say("indicators.unblockSummary"),
  args: {
    value: positional(indicatedValue, say("indicators.theValue")),
    reason: maybeRest(reasonText, say("indicators.unblockReason")),
  },
  example: "unblock bad[.]example the site has been cleaned",
  target: "indicator",
  button: null,
  title: () => say("indicators.unblock"),
  call: {
    operation: "deleteIndicator",
    undoes: "block",
    async send(defender, { target }) {
      // One at a time: Defender keeps one of a value, older tenants perhaps more.
      for (const { id } of await defender.indicators(indicatedById(target.id)))
        await defender.deleteIndicator(id);
    },
    async compare(defender, { target }) {
      const left = await defender.indicators(indicatedById(target.id));
      return left.length === 0 ? "done" : "not-done";
    },
  },
});
