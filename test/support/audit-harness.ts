import { certain } from "../../src/shared/clock.ts";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openStore, type OpenStore } from "../../src/adapters/store/store.ts";
import type { AuditSink } from "../../src/audit/ports.ts";
import type { AuditDraft } from "../../src/audit/record.ts";
import type { PostRow } from "../../src/messaging/rows.ts";
import { systemIds } from "../../src/adapters/node/ids.ts";
import { createSeal } from "../../src/adapters/node/seal.ts";
import { createSigner } from "../../src/adapters/node/signer.ts";
import { START } from "./request.ts";
import type { AuditDeps } from "../../src/audit/deps.ts";
import { inWords } from "./in-english.ts";

export interface LogLine {
  readonly level: "info" | "warn" | "error";
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What the loops of the audit log need and nothing else: a store, a clock that is moved, a log that is read. */
export interface AuditHarness {
  readonly deps: AuditDeps;
  readonly store: OpenStore;
  readonly dataDir: string;
  readonly logged: LogLine[];
  /** Indices that `health` was told of. */
  readonly broken: number[];
  advance(ms: number): void;
  append(count: number, change?: Partial<AuditDraft>): Promise<void>;
  /** Changes the store as somebody who owns it can. */
  tamper(sql: string): void;
  /** Lets a conversation of this name hear of approvals. */
  subscribe(conversation: string): Promise<void>;
  /** The cards that wait to be posted, as text. */
  notices(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export async function openFlows(
  sink: AuditSink | null = null,
  tokenKey = randomBytes(32),
): Promise<AuditHarness> {
  const dataDir = mkdtempSync(join(tmpdir(), "audit-"));
  const logged: LogLine[] = [];
  const broken: number[] = [];
  let now = START;
  const to =
    (level: LogLine["level"]) =>
    (event: string, fields = {}) =>
      void logged.push({ level, event, fields });
  const log = { info: to("info"), warn: to("warn"), error: to("error") };
  const store = await openStore({ dataDir, databaseUrl: null, log });
  const signer = createSigner(createSeal(tokenKey, null));
  const health = { broken: (index: number) => void broken.push(index) };
  const clock = certain(() => now);
  return {
    ...{ store, dataDir, logged, broken },
    deps: {
      ...{ store, clock, ids: systemIds, log, audit: { signer, sink, health } },
      identity: { holders: () => [] },
    },
    advance: (ms) => void (now += ms),
    append: (count, change) =>
      store.transaction(async (tx) => {
        for (let n = 0; n < count; n += 1) await tx.audit.append({ ...draftAt(now), ...change });
      }),
    tamper(sql) {
      const raw = new DatabaseSync(join(dataDir, "bot.sqlite"));
      raw.exec(sql);
      raw.close();
    },
    subscribe: (id) =>
      store.transaction(async (tx) => {
        const place = { id, kind: "channel", tenantId: "t", serviceUrl: "https://x.example/" } as const;
        await tx.conversations.touch({ ...place, personOid: null }, now);
        const row = { id: `s-${id}`, conversationId: id, kind: "approvals", filter: {} } as const;
        await tx.subscriptions.insert({ ...row, createdBy: "u", createdAt: now, pausedSince: null });
      }),
    async notices() {
      const rows = await store.transaction(async (tx) => {
        const found: PostRow[] = [];
        for (const share of await tx.posts.due(now))
          found.push(...(await tx.posts.claimDue(share, now, 0, 1000)));
        return found;
      });
      return rows.map((row) => `${row.conversation.id}: ${JSON.stringify(inWords(JSON.parse(row.subject)))}`);
    },
    async close() {
      await store.close();
      rmSync(dataDir, { recursive: true });
    },
  };
}

function draftAt(at: number): AuditDraft {
  const actor = { system: true } as const;
  return { at, actor, event: "requested", command: "isolate", args: {}, outcome: "done" };
}
