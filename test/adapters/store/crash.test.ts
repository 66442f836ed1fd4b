import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, it } from "vitest";
import { verifyStored } from "../../../src/adapters/store/audit-reader.ts";
import { openReadOnly, openStore } from "../../../src/adapters/store/store.ts";
import { silent } from "./fixtures.ts";

const CHILD = new URL("./crash-child.ts", import.meta.url).pathname;

it("keeps what was acknowledged when the process is killed, and gives its lock back", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "crash-"));
  const where = { dataDir, databaseUrl: null, log: silent };
  let least = -1;
  for (const kills of [5, 17, 40]) {
    const child = spawn(process.execPath, [CHILD, dataDir], { stdio: ["ignore", "pipe", "inherit"] });
    const ended = once(child, "exit");
    let seen = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      least = Number(line);
      seen += 1;
      if (seen === 3) await expect(openStore(where)).rejects.toThrow("another bot process");
      if (seen === 4) {
        const reader = await openReadOnly(where);
        expect(await reader.read((db) => verifyStored(db, null))).toMatchObject({ ok: true });
        await reader.close();
      }
      if (seen === kills) child.kill("SIGKILL");
    }
    await ended;
    const store = await openStore(where);
    const [head, last] = await store.transaction(async (tx) => [
      await tx.audit.head(),
      await tx.tokens.get("last of child"),
    ]);
    await store.close();
    expect(head?.index).toBeGreaterThanOrEqual(least);
    expect(last).toBe(String(head?.index));
    const reader = await openReadOnly(where);
    expect(await reader.read((db) => verifyStored(db, null))).toMatchObject({ ok: true });
    await reader.close();
  }
});
