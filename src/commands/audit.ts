import { say, verbatim, type Text, type Words } from "../texts/text.ts";
import type { Buttons } from "../messaging/card-actions.ts";
import { lookUpArgs, nameable } from "../messaging/look-up.ts";
import type { CardButton } from "../messaging/content.ts";
import { DEVICE_ID } from "../shared/shapes.ts";
import { maybe } from "../grammar/args.ts";
import { stepId } from "../grammar/step-id.ts";
import type { AuditEvent, AuditRecord, Checkpoint } from "../audit/record.ts";
import { card, type LabelValue, type Tone } from "../messaging/card.ts";
import { checkpointWords, type SignedCheckpoint } from "../audit/checkpoint.ts";
import { reads } from "./command.ts";
import type { Tx } from "./rows.ts";
import { UserError } from "../shared/errors.ts";

export type AuditCardData = {
  readonly heading: Words;
  readonly facts: readonly LabelValue[];
  readonly rows: readonly {
    readonly event: Words;
    /** Command and target. */
    readonly what: Words;
    readonly line: Words;
    readonly tone: Tone;
  }[];
  readonly names: readonly CardButton[];
};

const SHOWN = 15;

export const audit = reads({
  name: "audit",
  summary: say("summary.audit"),
  args: { id: maybe(stepId, say("argument.auditId")) },
  example: "audit 7KQ2-M4XD",
  shows: "device-data",
  permissions: [],
  signIn: "first",
  roles: ["Approver", "Admin"],
  async run(context, args) {
    const id = args.id ?? null;
    const found = await context.store.read(async (tx) => ({
      records: await recordsOf(tx, id),
      head: await tx.audit.head(),
      last: await tx.checkpoints.last(),
      keys: await tx.checkpoints.keys(),
    }));
    if (id !== null && found.records.length === 0) {
      throw new UserError("not-found", say("audit.noRecord", { id }));
    }
    const key = found.keys.find((one) => one.id === found.last?.keyId) ?? found.keys.at(-1);
    const facts = [
      ...proofsOf(found.head, found.last, context.clock.now()),
      ...(key === undefined ? [] : [{ label: say("audit.publicKey"), value: key.publicKey }]),
    ];
    const shown = found.records.slice(0, SHOWN);
    const heading = headingOf(id, found.records.length, found.head);
    return card<AuditCardData>(
      "audit",
      { heading, facts, rows: shown.map(rowOf), names: opensOf(context, shown) },
      heading,
    );
  },
});

/** The newest, with one more than is shown. What was decided on a step stands with the request that leads it. */
async function recordsOf(tx: Tx, id: string | null): Promise<readonly AuditRecord[]> {
  const own = await tx.audit.list(id, SHOWN + 1);
  const [leader, step] = id?.split(".") ?? [];
  if (leader === undefined || step === undefined || own.length === 0) return own;
  const all = [...own, ...(await tx.audit.list(leader, SHOWN + 1))];
  return all.toSorted((a, b) => b.index - a.index).slice(0, SHOWN + 1);
}

function headingOf(id: string | null, found: number, head: Checkpoint | null): Text {
  if (id === null) return say("audit.records", { n: (head?.index ?? -1) + 1, shown: SHOWN });
  return found > SHOWN ? say("audit.newestRecordsOf", { id }) : say("audit.recordsOf", { n: found, id });
}

function proofsOf(
  head: Checkpoint | null,
  last: SignedCheckpoint | null,
  now: number,
): readonly LabelValue[] {
  return [
    ...(head === null ? [] : [{ label: say("audit.endOfChain"), value: `${head.index}:${head.hash}` }]),
    last === null
      ? { label: say("audit.lastCheckpoint"), value: say("audit.noneYet") }
      : { label: say("audit.lastCheckpointAt", { at: last.at, now }), value: checkpointWords(last) },
  ];
}

/** From each device, and each value, that something was done to, to its card. */
function opensOf(buttons: Pick<Buttons, "button">, records: readonly AuditRecord[]): readonly CardButton[] {
  const targets = new Map(
    records.flatMap(({ target }) => (target === undefined ? [] : [[target.deviceId, target.name]])),
  );
  return [...targets].flatMap(([id, name]) => {
    if (DEVICE_ID.test(id)) return [buttons.button(verbatim(name), "device", { target: id })];
    const named = nameable(name);
    return named === null ? [] : [buttons.button(verbatim(name), named.kind, lookUpArgs(named))];
  });
}

function rowOf({ index, at, actor, event, command, target, requestId, outcome }: AuditRecord) {
  const upn = "system" in actor ? null : actor.upn;
  const rest = [requestId, outcome].filter((part) => part !== undefined);
  return {
    event,
    what: target === undefined ? command : `${command} ${target.name}`,
    line: say("audit.recordLine", { index, at: Date.parse(at), upn, rest }),
    tone: TONES[event] ?? ("neutral" as const),
  };
}

const TONES: Readonly<Partial<Record<AuditEvent, Tone>>> = {
  requested: "accent",
  approved: "good",
  succeeded: "good",
  voided: "warning",
  expired: "warning",
  interrupted: "warning",
  halted: "warning",
  denied: "attention",
  emergency: "attention",
  failed: "attention",
  refused: "attention",
  "halted-refused": "attention",
};
