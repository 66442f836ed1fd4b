import { positional } from "../grammar/args.ts";
import { ipAddress } from "../grammar/findings.ts";
import { isReserved } from "../defender/reserved.ts";
import { factsCard } from "../messaging/facts-card.ts";
import { say } from "../texts/text.ts";
import { reads } from "./command.ts";
import * as finding from "./parts/finding.ts";

export const ip = reads({
  name: "ip",
  summary: say("summary.ip"),
  args: { address: positional(ipAddress, say("argument.ipAddress")) },
  example: "ip 198.51.100.23",
  asks: say("commands.asksIp"),
  shows: "device-data",
  permissions: ["Ip.Read.All", "Alert.Read"],
  signIn: "by-call",
  async run(context, { address }) {
    const now = context.clock.now();
    const { presence, alerts, cut } = await finding.surroundingsOf(context, { kind: "ip", value: address });
    const heading = say("lookups.addressHeading", { value: address });
    const isOwn = isReserved(address);
    const kind = isOwn ? say("lookups.privateAddress") : say("lookups.publicAddress");
    // An address in its one spelling has no quote in it: nothing of it can leave its literal.
    const kql = `DeviceNetworkEvents | where RemoteIP == '${address}' | summarize Hits = count(), LastSeen = max(Timestamp) by DeviceName, InitiatingProcessFileName, RemotePort | order by LastSeen desc`;
    return factsCard(
      {
        heading,
        intro: say("lookups.contacts", {
          devices: presence?.devices ?? null,
          alerts: alerts?.length ?? null,
        }),
        facts: [
          ...cut,
          ...finding.known([
            [say("lookups.here"), finding.presenceWords(presence, now)],
            [say("lookups.kind"), kind],
          ]),
        ],
        rows: finding.alertRows(context, alerts),
        total: finding.countOf(alerts),
        buttons: [
          context.button(say("lookups.findDevices"), "hunt", { kql }),
          ...(isOwn
            ? [context.button(say("lookups.showDevice", { name: address }), "device", { target: address })]
            : []),
          ...(isOwn ? [] : finding.blockButton(context, address)),
        ],
      },
      heading,
    );
  },
});
