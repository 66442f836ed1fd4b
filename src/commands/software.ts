import { positional } from "../grammar/args.ts";
import { softwareName } from "../grammar/findings.ts";
import type { Software, SoftwareVersion } from "../defender/lookups.ts";
import { UserError } from "../shared/errors.ts";
import { factsCard } from "../messaging/facts-card.ts";
import { say } from "../texts/text.ts";
import { reads, type ReadContext } from "./command.ts";
import * as finding from "./parts/finding.ts";

/** Most products of one name that are offered. */
const MOST_PRODUCTS = 5;

export const software = reads({
  name: "software",
  summary: say("summary.software"),
  args: { name: positional(softwareName, say("argument.softwareName")) },
  example: "software openssl",
  asks: say("commands.asksSoftware"),
  shows: "device-data",
  permissions: ["Software.Read"],
  signIn: "by-call",
  async run(context, { name }) {
    const found = await productsCalled(context, name);
    const [only] = found;
    if (only === undefined) throw new UserError("not-found", say("lookups.noSoftware", { name }));
    return found.length === 1 ? softwareCard(context, only) : choiceCard(context, name, found);
  },
});

/** By the name as Defender's inventory writes it: small letters, `_` for blanks; else the first word is the vendor. */
async function productsCalled({ defender }: ReadContext, typed: string): Promise<readonly Software[]> {
  const name = typed.toLowerCase().replace(/ +/g, "_");
  const found = await defender.softwareNamed(name);
  if (found.length > 0 || !name.includes("_")) return found;
  return defender.softwareNamed(name.replace("_", "-_-"));
}

async function softwareCard(context: ReadContext, found: Software) {
  const versions = await finding.orNull(context.defender.softwareVersions(found.id));
  const newest = (versions ?? []).toSorted((a, b) => (b.installations ?? 0) - (a.installations ?? 0));
  const heading = nameOf(found);
  return factsCard(
    {
      heading,
      tone: found.hasActiveAlert || found.hasPublicExploit ? "attention" : "neutral",
      facts: finding.known([
        [say("lookups.weaknesses"), amount(found.weaknesses)],
        [say("lookups.exposed"), amount(found.exposedDevices)],
        [say("lookups.exploit"), say("lookups.exploits", exploitOf(found))],
        [say("lookups.activeAlert"), found.hasActiveAlert ? say("lookups.yes") : say("lookups.no")],
        [say("lookups.impact"), found.impact === null ? null : say("lookups.decimal", { n: found.impact })],
        [say("lookups.installed"), versions === null ? finding.UNCHECKED : installed(versions)],
      ]),
      rows: newest.map(({ version, installations, weaknesses }) => ({
        title: say("lookups.version", { version }),
        cells: finding.known([
          [say("lookups.installations"), amount(installations)],
          [say("lookups.weaknesses"), amount(weaknesses)],
        ]),
      })),
    },
    heading,
  );
}

function exploitOf({ hasPublicExploit }: Software) {
  return { isPublic: hasPublicExploit, isVerified: false, isInKit: false };
}

function installed(versions: readonly SoftwareVersion[]) {
  const installations = versions.reduce((sum, one) => sum + (one.installations ?? 0), 0);
  return say("lookups.versions", { n: versions.length, installations });
}

function nameOf({ vendor, name }: Software) {
  return say("lookups.chooseProduct", { vendor: vendor ?? "", name });
}

function choiceCard(context: ReadContext, name: string, found: readonly Software[]) {
  const heading = say("lookups.severalProducts", { name });
  const buttons = found
    .slice(0, MOST_PRODUCTS)
    .map((one) => context.button(nameOf(one), "software", { name: one.id }));
  const rows = found.map((one) => ({
    title: nameOf(one),
    cells: finding.known([[say("lookups.weaknesses"), amount(one.weaknesses)]]),
  }));
  return factsCard({ heading, intro: say("forms.chooseOne"), rows, buttons }, heading);
}

function amount(n: number | null): string | null {
  return n === null ? null : String(n);
}
