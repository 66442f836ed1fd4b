import { positional } from "../grammar/args.ts";
import { domainName } from "../grammar/findings.ts";
import { factsCard } from "../messaging/facts-card.ts";
import { say } from "../texts/text.ts";
import { reads } from "./command.ts";
import * as finding from "./parts/finding.ts";

export const domain = reads({
  name: "domain",
  summary: say("summary.domain"),
  args: { name: positional(domainName, say("argument.domainName")) },
  example: "domain bad.example",
  asks: say("commands.asksDomain"),
  shows: "device-data",
  permissions: ["URL.Read.All", "Alert.Read", "Machine.Read"],
  signIn: "by-call",
  async run(context, { name }) {
    const now = context.clock.now();
    const of = { kind: "domain", value: name } as const;
    const [{ presence, alerts, cut }, devices] = await Promise.all([
      finding.surroundingsOf(context, of),
      finding.orNull(context.defender.devicesWith(of)),
    ]);
    const heading = say("lookups.domainHeading", { value: name });
    return factsCard(
      {
        heading,
        intro: say("lookups.contacts", {
          devices: presence?.devices ?? devices?.length ?? null,
          alerts: alerts?.length ?? null,
        }),
        facts: [...cut, ...finding.known([[say("lookups.here"), finding.presenceWords(presence, now)]])],
        rows: [...finding.alertRows(context, alerts), ...finding.deviceRows(context, devices)],
        total: finding.countOf(alerts, devices),
        buttons: finding.blockButton(context, name),
      },
      heading,
    );
  },
});
