import { positional } from "../grammar/args.ts";
import { fileHash } from "../grammar/findings.ts";
import { hashKindOf } from "../defender/observable.ts";
import { sha1OfMd5 } from "../defender/by-md5.ts";
import type { FileFacts } from "../defender/lookups.ts";
import type { LabelValue, Tone } from "../messaging/card.ts";
import { factsCard } from "../messaging/facts-card.ts";
import { UserError } from "../shared/errors.ts";
import { say, type Text } from "../texts/text.ts";
import { reads, type ReadContext } from "./command.ts";
import * as finding from "./parts/finding.ts";

const TONES: Readonly<Record<string, Tone>> = { Malware: "attention", Pua: "warning", Clean: "good" };

/** What is known of a file under its digests. */
interface Known {
  readonly sha1: string;
  readonly sha256: string | null;
  /** Null: Microsoft knows nothing of it. */
  readonly facts: FileFacts | null;
}

export const file = reads({
  name: "file",
  summary: say("summary.file"),
  args: { hash: positional(fileHash, say("argument.fileHash")) },
  example: "file 3395856ce81f2b7382dee72602f798b642f14140",
  asks: say("commands.asksFile"),
  shows: "device-data",
  permissions: ["File.Read.All", "Machine.Read", "Alert.Read", "ThreatHunting.Read.All"],
  signIn: "by-call",
  async run(context, { hash }) {
    const sha = hashKindOf(hash) === "md5" ? await sha1OfMd5(context.defender, hash) : hash;
    if (sha === null) throw new UserError("not-found", say("lookups.noSuchMd5", { md5: hash }));
    // By its SHA-1 everything can be asked at once; any other digest has to become one first.
    if (hashKindOf(sha) !== "sha1") return fileCard(context, await knownBy(context, sha));
    return fileCard(context, { sha1: sha, sha256: null, facts: null }, true);
  },
});

async function knownBy(context: ReadContext, sha256: string): Promise<Known> {
  const facts = await factsOf(context, sha256);
  if (facts === null) throw new UserError("not-found", say("lookups.noSha1", { sha256 }));
  return { sha1: facts.sha1, sha256, facts };
}

/** Null: Microsoft knows no such file. */
async function factsOf({ defender }: ReadContext, sha: string): Promise<FileFacts | null> {
  try {
    return await defender.file(sha);
  } catch (error) {
    if (error instanceof UserError && error.code === "not-found") return null;
    throw error;
  }
}

async function fileCard(context: ReadContext, given: Known, asksForFacts = false) {
  const now = context.clock.now();
  const { sha1, sha256 } = given;
  const of = { kind: "file", value: sha1, sha256 } as const;
  const [facts, around, devices] = await Promise.all([
    asksForFacts ? factsOf(context, sha1) : given.facts,
    finding.surroundingsOf(context, of),
    finding.orNull(context.defender.devicesWith(of)),
  ]);
  const { presence, alerts } = around;
  const name = presence?.names[0] ?? sha1;
  const heading = say("lookups.fileHeading", { name });
  const digests = finding.known([
    [say("lookups.here"), finding.presenceWords(presence, now)],
    [say("lookups.names"), (presence?.names ?? []).join(", ")],
    [say("lookups.sha1"), sha1],
    [say("lookups.sha256"), facts?.sha256 ?? sha256],
    [say("lookups.md5"), facts?.md5 ?? null],
  ]);
  return factsCard(
    {
      heading,
      tone: TONES[facts?.determination ?? ""] ?? "neutral",
      intro: introOf(facts, presence?.devices ?? devices?.length ?? null, alerts?.length ?? null),
      facts: [...around.cut, ...factLines(facts, now), ...digests],
      rows: [...finding.alertRows(context, alerts), ...finding.deviceRows(context, devices)],
      total: finding.countOf(alerts, devices),
      buttons: finding.blockButton(context, sha1),
    },
    heading,
  );
}

function introOf(facts: FileFacts | null, devices: number | null, alerts: number | null): Text {
  if (facts === null && devices === 0) return say("lookups.unknownFileHere");
  const spread = say("lookups.spread", { devices, alerts });
  return facts === null ? say("common.sentences", { all: [say("lookups.unknownFile"), spread] }) : spread;
}

function factLines(facts: FileFacts | null, now: number): readonly LabelValue[] {
  if (facts === null) return [];
  const {
    determination: what,
    threat,
    size,
    worldwide: devices,
    firstSeenAt: first,
    lastSeenAt: last,
  } = facts;
  return finding.known([
    [
      say("lookups.determination"),
      what === null ? say("lookups.undetermined") : say("lookups.determined", { what, threat }),
    ],
    [say("lookups.worldwide"), say("lookups.prevalence", { devices, first, last, now })],
    [say("lookups.signer"), signerOf(facts)],
    [say("lookups.product"), [facts.product, facts.publisher].filter((part) => part !== null).join(", ")],
    [say("lookups.size"), size === null ? null : say("lookups.bytes", { n: size })],
  ]);
}

function signerOf({ signer, isSignatureValid: valid }: FileFacts): Text {
  return signer === null ? say("lookups.unsigned") : say("lookups.signed", { signer, valid });
}
