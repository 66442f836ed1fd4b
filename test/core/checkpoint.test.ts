import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import {
  CHECKPOINT_MS,
  checkpointWords,
  isDue,
  keyIdOf,
  markOf,
  parseCheckpoint,
  signedText,
} from "../../src/audit/checkpoint.ts";
import { createSeal } from "../../src/adapters/node/seal.ts";
import { createSigner } from "../../src/adapters/node/signer.ts";
import { signedWith, signer } from "../support/audit.ts";

const key = signer.newKey();
const checkpoints = fc.record({
  index: fc.nat(),
  hash: fc.stringMatching(/^[0-9a-f]{64}$/),
  at: fc.integer({ min: 0, max: 4e12 }),
});

describe("a signed checkpoint", () => {
  it("is believed with its key, and as the text that is posted", () => {
    fc.assert(
      fc.property(checkpoints, ({ at, ...place }) => {
        const signed = signedWith(key, place, at);
        expect(markOf(signed, [key.publicKey])).toEqual({ ...place, fault: null });
        const parsed = parseCheckpoint(checkpointWords(signed));
        expect(parsed).toEqual({ ...place, signed: { at, signature: signed.signature } });
      }),
    );
  });

  it("is not believed when any part of it is another one", () => {
    const change = fc.constantFrom("index", "hash", "at", "signature");
    fc.assert(
      fc.property(checkpoints, checkpoints, change, ({ at, ...place }, other, name) => {
        const signed = signedWith(key, place, at);
        const forged = { ...signed, [name]: { ...other, signature: signedWith(key, other).signature }[name] };
        fc.pre(JSON.stringify(forged) !== JSON.stringify(signed));
        expect(markOf(forged, [key.publicKey]).fault).toMatch(/signature is wrong/);
      }),
    );
  });

  it("is not believed under another key, nor under a text that is no key", () => {
    const signed = signedWith(key, { index: 1, hash: "a".repeat(64) });
    expect(markOf(signed, [signer.newKey().publicKey]).fault).toMatch(/unknown key/);
    expect(markOf(signed, []).fault).toMatch(/unknown key/);
    for (const bad of ["", "not a key", "A".repeat(43)]) {
      expect(markOf({ ...signed, keyId: keyIdOf(bad) }, [bad]).fault).toMatch(/signature is wrong/);
    }
    expect(markOf({ ...signed, signature: "" }, [key.publicKey]).fault).toMatch(/signature is wrong/);
  });

  it("is verified by any Ed25519, from the three values that are posted", async () => {
    const signed = signedWith(key, { index: 7, hash: "b".repeat(64) });
    const { subtle } = globalThis.crypto;
    const raw = Buffer.from(key.publicKey, "base64url");
    const theirs = await subtle.importKey("raw", raw, "Ed25519", false, ["verify"]);
    const verifies = (text: string) =>
      subtle.verify("Ed25519", theirs, Buffer.from(signed.signature, "base64url"), Buffer.from(text));
    expect(await verifies(signedText(signed))).toBe(true);
    expect(await verifies(signedText({ ...signed, index: 8 }))).toBe(false);
  });

  it("signs the canonical JSON that the document names", () => {
    expect(signedText({ index: 3, hash: "ab", at: 5, keyId: "c0" })).toBe(
      '{"at":5,"hash":"ab","index":3,"keyId":"c0"}',
    );
  });
});

test.each(["", "1", "1:x", `-1:${"a".repeat(64)}`, `1:${"a".repeat(64)}:2`, `1:${"a".repeat(64)}:2:short`])(
  "%j is no checkpoint",
  (text) => {
    expect(parseCheckpoint(text)).toBeNull();
  },
);

test("a checkpoint is taken without a signature too, in letters of either case", () => {
  const hash = "0123456789abcdef".repeat(4);
  expect(parseCheckpoint(`12:${hash}`)).toEqual({ index: 12, hash, signed: null });
  expect(parseCheckpoint(`12:${hash.toUpperCase()}`)).toEqual({ index: 12, hash, signed: null });
});

describe("a checkpoint is due", () => {
  const hash = "a".repeat(64);
  const HOUR = CHECKPOINT_MS;
  const START = Date.UTC(2026, 10, 22);
  test.each<[string, number | null, number | null, number, boolean]>([
    ["never in an empty chain", null, null, 9 * HOUR, false],
    ["an hour after the first record", 0, null, HOUR, true],
    ["not a moment sooner", 0, null, HOUR - 1, false],
    ["at the hundredth record", 99, null, 0, true],
    ["not at the ninety-ninth", 98, null, 0, false],
    ["a hundred records after the last one", 105, 5, 0, true],
    ["not ninety-nine after", 104, 5, 0, false],
    ["an hour after the last one, when there is a record", 6, 5, HOUR, true],
    ["not without a new record", 5, 5, 9 * HOUR, false],
    ["not when the chain is shorter than it was", 4, 5, 9 * HOUR, false],
  ])("%s", (_, head, last, now, due) => {
    const at = (index: number | null) => (index === null ? null : { index, hash, at: START });
    expect(isDue(at(head), at(last), START, START + now)).toBe(due);
  });
});

describe("the signer", () => {
  const [oldKey, newKey] = [randomBytes(32), randomBytes(32)];
  const made = createSigner(createSeal(oldKey, null)).newKey();

  it("never lets the private half out in plain", () => {
    const der = Buffer.from(made.sealedPrivateKey.split(".").at(-1) ?? "", "base64url").toString("latin1");
    expect(der).not.toContain("MC4CAQ");
    expect(made.id).toBe(keyIdOf(made.publicKey));
    expect(Buffer.from(made.publicKey, "base64url")).toHaveLength(32);
  });

  it("takes a key over when TOKEN_KEY changes, and gives it up when no key opens it", () => {
    expect(createSigner(createSeal(oldKey, null)).usable(made)).toBe(made);
    const rotated = createSigner(createSeal(newKey, oldKey)).usable(made);
    expect(rotated).toMatchObject({ id: made.id, publicKey: made.publicKey });
    expect(rotated?.sealedPrivateKey).not.toBe(made.sealedPrivateKey);
    const after = createSigner(createSeal(newKey, null));
    expect(rotated !== null && after.usable(rotated)).toBe(rotated);
    expect(after.usable(made)).toBeNull();
    expect(() => after.sign(made, "x")).toThrow(expect.objectContaining({ code: "token-key" }) as Error);
  });

  it("does not open a private half that was put under another public one", () => {
    const other = signer.newKey();
    expect(signer.usable({ ...other, publicKey: key.publicKey })).toBeNull();
  });
});
