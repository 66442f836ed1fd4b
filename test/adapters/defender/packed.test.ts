import { gzipSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import { ANA, bench, DEVICE, machine, scripted, type Scripted, type Step } from "./scripted.ts";

let server: Scripted;

afterEach(() => server.close());

async function read(step: Step) {
  server = await scripted(step);
  return bench(server.url).defender.as(ANA, new AbortController().signal).device(DEVICE);
}

const packed = (bytes: Buffer): Step => ({
  status: 200,
  bytes,
  headers: { "content-encoding": "gzip" },
});

test("a packed answer is understood", async () => {
  const answer = packed(gzipSync(JSON.stringify(machine(DEVICE, "web01"))));
  expect((await read(answer)).name).toBe("web01");
});

test("one that unpacks without end is refused", async () => {
  const bomb = packed(gzipSync(" ".repeat(33 * 1024 * 1024)));
  await expect(read(bomb)).rejects.toMatchObject({ defenderCode: "AnswerTooLarge" });
});

test("one that can't be unpacked is no answer", async () => {
  await expect(read(packed(Buffer.from("{}")))).rejects.toMatchObject({ code: "unreachable" });
});
