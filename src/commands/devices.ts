import { choice, choices, keyed, whole, word } from "../grammar/args.ts";
import { deviceTag } from "../grammar/device-tag.ts";
import type { Tone } from "../messaging/card.ts";
import { factsCard, type FactsRow } from "../messaging/facts-card.ts";
import { groupInWords, type Device } from "../defender/device.ts";
import { comparable, fitting } from "../policy/canonical.ts";
import { tagsInWords } from "../defender/device-words.ts";
import { say } from "../texts/text.ts";
import { systemName } from "../texts/readable.ts";
import { trimEndOf } from "../shared/trim.ts";
import { reads, type ReadContext } from "./command.ts";
import { isolations } from "./parts/isolations.ts";
import { andUnread, pageButtons, pageOf, pagingOf, ticksFor } from "./parts/list-pages.ts";

/** What is asked of Defender at once; more than that has to be narrowed. */
const FETCH = 1_000;
/** Ids that fit into one query. */
const MOST_IDS = 40;

/** Rows on a page. */
const ON_A_PAGE = 10;

const RISKS = ["High", "Medium", "Low", "Informational", "None"] as const;
const EXPOSURES = ["High", "Medium", "Low", "None"] as const;
const HEALTHS = [
  ...["Active", "Inactive", "ImpairedCommunication", "NoSensorData"],
  ...["NoSensorDataImpairedCommunication", "Unknown"],
] as const;
const SYSTEMS = [
  ...["Windows11", "Windows10", "WindowsServer2025", "WindowsServer2022", "WindowsServer2019"],
  ...["WindowsServer2016", "WindowsServer2012R2", "macOS", "Linux", "iOS", "Android"],
] as const;

const TONES: Readonly<Record<string, Tone>> = { High: "attention", Medium: "warning", Low: "accent" };

export const devices = reads({
  name: "devices",
  summary: say("summary.devices"),
  args: {
    name: keyed(word("ward3", 120), say("argument.devicesName")),
    risk: keyed(choices(...RISKS), say("argument.devicesRisk")),
    health: keyed(choices(...HEALTHS), say("argument.devicesHealth")),
    os: keyed(choices(...SYSTEMS), say("argument.devicesOs")),
    tag: keyed(deviceTag, say("argument.devicesTag")),
    group: keyed(word("Servers", 120), say("argument.devicesGroup")),
    exposure: keyed(choices(...EXPOSURES), say("argument.devicesExposure")),
    isolated: keyed(choice("true"), say("argument.devicesIsolated")),
    page: keyed(whole(1, 100), say("argument.alertsPage")),
  },
  example: "devices risk:high,medium os:windows11",
  shows: "device-data",
  permissions: ["Machine.Read"],
  signIn: "by-call",
  async run(context, args) {
    const { group, page = 1 } = args;
    const isolated = args.isolated === undefined ? null : await isolations(context.defender);
    const ids = isolated?.items.map(({ deviceId }) => deviceId) ?? null;
    const asked = {
      ...(args.name === undefined ? {} : { nameStart: trimEndOf(args.name, "*") }),
      ...(args.tag === undefined ? {} : { tag: args.tag }),
      ...(ids === null ? {} : { ids: ids.slice(0, MOST_IDS) }),
      ...{ risks: args.risk ?? [], exposures: args.exposure ?? [] },
      ...{ healths: args.health ?? [], systems: args.os ?? [], top: FETCH },
    };
    const nothing = { items: [], unread: 0 };
    const read = ids?.length === 0 ? nothing : await context.defender.devices(asked);
    const found = read.items
      .filter((one) => group === undefined || isIn(one, group))
      .toSorted((a, b) => rankOf(a) - rankOf(b) || (b.lastSeenAt ?? 0) - (a.lastSeenAt ?? 0));
    const isCut = read.items.length >= FETCH || (ids?.length ?? 0) > MOST_IDS;
    const told = say("deviceCard.devicesFound", { n: found.length, isCut });
    const heading = andUnread(told, found.length, read.unread + (isolated?.unread ?? 0));
    const raw = { ...rawOf(args), page: String(page) };
    const shown = pageOf(found, raw, ON_A_PAGE);
    return factsCard(
      {
        heading,
        intro: pagingOf(shown),
        rows: shown.rows.map((one) => rowOf(context, one)),
        ticks: ticksFor(
          context,
          "devices",
          shown.rows.map(({ id, name }) => ({ id, name })),
        ),
        buttons: pageButtons(context, "devices", raw, shown),
      },
      heading,
    );
  },
});

/** Defender filters by a group's number only, which nobody knows: so by name it is done here. */
function isIn({ group }: Device, wanted: string): boolean {
  if (group === null) return false;
  return comparable(wanted) === "none" ? group === "" : fitting([wanted], group) !== null;
}

/** The riskiest first. */
function rankOf({ risk }: Device): number {
  const rank = RISKS.findIndex((one) => one === risk);
  return rank < 0 ? RISKS.length : rank;
}

function rowOf(context: ReadContext, device: Device): FactsRow {
  const { id, name, risk, health, os, lastSeenAt } = device;
  return {
    title: name,
    badge: say("deviceCard.riskOf", { risk }),
    tone: TONES[risk ?? ""] ?? "neutral",
    line: say("deviceCard.deviceLine", {
      ...{ health, os: os === null ? null : systemName(os), at: lastSeenAt, now: context.clock.now() },
      ...{ group: groupInWords(device), tags: tagsInWords(device) ?? null },
    }),
    opens: context.button(say("opens.showDevice"), "device", { target: id }),
  };
}

/** The arguments as a paging button repeats them. */
function rawOf(args: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(args)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, Array.isArray(value) ? value.join(",") : String(value)]),
  );
}
