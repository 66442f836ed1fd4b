import { actorOf, GENESIS_HASH, type AuditRecord } from "../audit/record.ts";
import {
  canonical,
  FORMAT,
  sealOf,
  sha256Of,
  zipOf,
  type Manifest,
  type Withheld,
} from "../audit/report/format.ts";
import { positional } from "../grammar/args.ts";
import { findingId } from "../grammar/ids.ts";
import { text } from "../messaging/content.ts";
import { UserError } from "../shared/errors.ts";
import { say } from "../texts/text.ts";
import { SignInRequired } from "../identity/sign-in-required.ts";
import { reads, type ReadContext } from "./command.ts";
import { htmlOf, markdownOf } from "./parts/report-text.ts";
import { storyOf, type Story } from "./parts/story.ts";
import { subjectOf, type Subject } from "./parts/subject.ts";

/** Requests that one report is about. */
const MOST_REQUESTS = 600;
/** Records of the extract: with more it is no file that a chat takes. */
const MOST_RECORDS = 20_000;
const PAGE = 1_000;

export const report = reads({
  name: "report",
  summary: say("summary.report"),
  args: { id: positional(findingId, say("argument.finding")) },
  example: "report 4711",
  shows: "private",
  permissions: ["Alert.Read", "SecurityIncident.Read.All", "Machine.Read"],
  signIn: "first",
  roles: ["Approver", "Admin"],
  mayTakeMs: 60_000,
  async run(context, { id }) {
    const subject = await subjectOf(context, id);
    const story = await storyOf(context, subject, MOST_REQUESTS);
    const bytes = await sealed(context, subject, story);
    const name = `report-${subject.id}.zip`;
    const about = say("report.offer", { kind: subject.kind, id: subject.id });
    await context.offerFile({ name, bytes, about });
    return text(say("report.ready", { kind: subject.kind, id: subject.id, records: story.records.length }));
  },
});

/** The report, with a record of its own as the last of its extract. */
async function sealed(context: ReadContext, subject: Subject, story: Story): Promise<Uint8Array> {
  const known = await context.identity.known(context.sender);
  if (known === null) throw new SignInRequired("no-token");
  const { person } = known;
  const at = context.clock.now();
  const from = await beginningOf(context, story.records);
  await assertFits(context, from.from);
  const { kind, id, name: title } = subject;
  const written = { title, kind, id, at, by: person.upn, story };
  const documents = {
    "report.md": markdownOf(written),
    "report.html": htmlOf(written),
    "records.json": recordsOf(subject, story),
  };
  const manifest = manifestOf(documents, { about: { kind, id }, at, by: person.upn, audit: from });
  const { record, checkpoint } = await context.appendSealed({
    at,
    actor: actorOf(person),
    event: "reported",
    command: "report",
    args: { id },
    outcome: `${kind} ${id}: ${story.records.length} records`,
    detail: sealOf(manifest),
  });
  return zipOf({
    ...documents,
    "manifest.json": manifest,
    "audit.jsonl": await extractOf(context, from.from, record, new Set(from.shown)),
    "checkpoint.json": canonical(checkpoint),
  });
}

function manifestOf(
  documents: Readonly<Record<keyof Manifest["files"], string>>,
  of: Pick<Manifest, "about" | "by" | "audit"> & { readonly at: number },
): string {
  const files = {
    "report.md": sha256Of(documents["report.md"]),
    "report.html": sha256Of(documents["report.html"]),
    "records.json": sha256Of(documents["records.json"]),
  };
  const manifest: Manifest = { format: FORMAT, ...of, at: new Date(of.at).toISOString(), files };
  return canonical(manifest);
}

/** As Defender and the bot hold them, as far as whoever asked may see them. */
function recordsOf({ alerts }: Subject, { requests, actions }: Story): string {
  return `${JSON.stringify({ alerts, requests: requests.map(plainRequest), actions }, null, 2)}\n`;
}

/** What is told of a request, in that order; the rest only the bot works with. */
const TOLD = [
  ...["id", "state", "command", "target", "args", "reason", "requester", "approvals", "executor"],
  ...["requestedAt", "finishedAt", "alertId", "machineActionId"],
] as const satisfies readonly (keyof Story["requests"][number])[];

function plainRequest(request: Story["requests"][number]) {
  return Object.fromEntries(TOLD.map((key) => [key, request[key]]));
}

/** The extract begins with the first record that is shown, or at the end of the chain. */
async function beginningOf(
  { store }: ReadContext,
  shown: readonly AuditRecord[],
): Promise<Manifest["audit"]> {
  const sorted = shown.toSorted((a, b) => a.index - b.index);
  const [first] = sorted;
  if (first !== undefined) {
    const { index: from, previousHash } = first;
    return { from, previousHash, shown: sorted.map(({ index }) => index) };
  }
  const head = await store.read((tx) => tx.audit.head());
  return { from: (head?.index ?? -1) + 1, previousHash: head?.hash ?? GENESIS_HASH, shown: [] };
}

/** Before it is on record that a report was made. @throws UserError `rejected` */
async function assertFits({ store }: ReadContext, from: number): Promise<void> {
  const head = await store.read((tx) => tx.audit.head());
  if ((head?.index ?? -1) + 1 - from > MOST_RECORDS)
    throw new UserError("rejected", say("report.tooLong", { most: MOST_RECORDS }));
}

/** The chain from an index to the report's own record; what may not be shown stands as its place alone. */
async function extractOf(
  { store }: ReadContext,
  from: number,
  last: AuditRecord,
  shown: ReadonlySet<number>,
): Promise<string> {
  const lines: string[] = [];
  for (let next = from; next <= last.index; next += PAGE) {
    const rows = await store.read((tx) => tx.audit.page(next, Math.min(PAGE, last.index - next + 1)));
    for (const { body } of rows) {
      const record = JSON.parse(body) as AuditRecord;
      const isShown = shown.has(record.index) || record.index === last.index;
      lines.push(`${canonical(isShown ? record : withheld(record))}\n`);
    }
  }
  return lines.join("");
}

function withheld({ index, previousHash, hash }: AuditRecord): Withheld {
  return { index, previousHash, hash };
}
