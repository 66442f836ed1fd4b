import { createPrivateKey, generateKeyPairSync, sign } from "node:crypto";
import type { Signer } from "../../audit/ports.ts";
import { keyIdOf, type SigningKey } from "../../audit/checkpoint.ts";
import { Fault } from "../../shared/errors.ts";
import type { Seal } from "../../shared/ports.ts";

/** Ed25519 keys whose private halves are PKCS #8, encrypted with TOKEN_KEY and bound to their public halves. */
export function createSigner(seal: Seal): Signer {
  const open = (key: SigningKey) => seal.open(key.sealedPrivateKey, contextOf(key.publicKey));
  const sealed = (publicKey: string, privateKey: string): SigningKey => {
    const sealedPrivateKey = seal.close(privateKey, contextOf(publicKey));
    return { id: keyIdOf(publicKey), publicKey, sealedPrivateKey };
  };
  return {
    newKey() {
      const pair = generateKeyPairSync("ed25519");
      const { x } = pair.publicKey.export({ format: "jwk" });
      if (x === undefined) throw new Fault("invariant", "an Ed25519 key has no public half");
      return sealed(x, pair.privateKey.export({ format: "der", type: "pkcs8" }).toString("base64"));
    },
    usable(key) {
      const privateKey = open(key);
      if (privateKey === null) return null;
      return seal.isCurrent(key.sealedPrivateKey) ? key : sealed(key.publicKey, privateKey);
    },
    sign(key, text) {
      const privateKey = open(key);
      if (privateKey === null)
        throw new Fault("token-key", "the key of the audit checkpoints can't be opened");
      const der = { key: Buffer.from(privateKey, "base64"), format: "der", type: "pkcs8" } as const;
      return sign(null, Buffer.from(text), createPrivateKey(der)).toString("base64url");
    },
  };
}

function contextOf(publicKey: string): string {
  return `audit key ${publicKey}`;
}
