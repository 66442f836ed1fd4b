import { createPrivateKey, X509Certificate, type KeyObject } from "node:crypto";
import { accessSync, constants, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { Configuration } from "@azure/msal-node";
import { Fault, unreachable } from "../../shared/errors.ts";
import type { Log } from "../../shared/ports.ts";
import type { Transport } from "../transport/index.ts";
import { msal } from "./msal.ts";
import { createNetwork } from "./network.ts";
import type { EntraCredential, EntraDeps } from "./options.ts";

type Auth = Pick<Configuration["auth"], "clientSecret" | "clientCertificate" | "clientAssertion">;

/** Audience that Entra wants in a managed identity's token when it is used as a client assertion. */
const EXCHANGE_AUDIENCE = "api://AzureADTokenExchange";

/**
 * msal's settings for a credential. Files are read at each use, since they are renewed by replacing them; a
 * certificate is read now as well.
 * @throws Fault `configuration` for an unreadable certificate file
 */
export function authOf(
  credential: EntraCredential,
  { log, transport }: Pick<EntraDeps, "log" | "transport">,
): (signal: AbortSignal) => Auth {
  switch (credential.kind) {
    case "secret":
      return () => ({ clientSecret: credential.secret });
    case "certificate": {
      const certificate = createCertificate(credential.file, log);
      return () => ({ clientCertificate: certificate() });
    }
    case "federated":
      return () => ({ clientAssertion: () => readToken(credential.tokenFile) });
    case "managed-identity":
      return (signal) => ({
        clientAssertion: () => managedIdentityToken(transport, credential.clientId, signal),
      });
  }
}

/** What is wrong with the file that a credential names: variable, problem and example; null: nothing. */
export function credentialProblem(
  credential: EntraCredential,
): { readonly name: string; readonly problem: string; readonly example: string } | null {
  try {
    if (credential.kind === "certificate") parseCertificate(readPem(credential.file), credential.file);
    if (credential.kind === "federated") accessSync(credential.tokenFile, constants.R_OK);
    return null;
  } catch (error) {
    const problem = error instanceof Fault ? error.message : "the file can't be read";
    return credential.kind === "certificate"
      ? { name: "CLIENT_CERTIFICATE_FILE", problem, example: "/etc/bot/certificate.pem" }
      : { name: "FEDERATED_TOKEN_FILE", problem, example: "/var/run/secrets/azure/tokens/token" };
  }
}

type Certificate = NonNullable<Auth["clientCertificate"]>;

/** The certificate that the file holds now; while that can't be used (half written, say), the last one that could. */
function createCertificate(file: string, log: Log): () => Certificate {
  let pem = readPem(file);
  let certificate = parseCertificate(pem, file);
  return () => {
    try {
      const now = readPem(file);
      if (now !== pem) {
        certificate = parseCertificate(now, file);
        pem = now;
        log.info("the client certificate was renewed", { file });
      }
    } catch (error) {
      log.warn("The client certificate file can't be used any more", { file, error });
    }
    return certificate;
  };
}

function readPem(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new Fault("configuration", "the certificate file can't be read", { file });
  }
}

function parseCertificate(pem: string, file: string): Certificate {
  try {
    const key = createPrivateKey(pem);
    const { leaf, blocks } = certificatesIn(pem, key);
    const chain = [leaf, ...blocks.filter((block) => block !== leaf)];
    return {
      thumbprintSha256: new X509Certificate(leaf).fingerprint256.replaceAll(":", "").toLowerCase(),
      privateKey: key.export({ type: "pkcs8", format: "pem" }).toString(),
      x5c: chain.join("\n"),
    };
  } catch (error) {
    if (error instanceof Fault) throw error;
    // No cause: OpenSSL's messages may quote the file.
    throw new Fault("configuration", "the file is not a PEM with key and certificate", { file });
  }
}

/** The certificate that belongs to the key, and all that are there. @throws Fault `configuration` */
function certificatesIn(pem: string, key: KeyObject): { leaf: string; blocks: readonly string[] } {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const leaf = blocks.find((block) => new X509Certificate(block).checkPrivateKey(key));
  if (leaf === undefined) throw new Fault("configuration", "no certificate in the file fits its key");
  return { leaf, blocks };
}

/** When the certificate ends, epoch milliseconds; null: the credential has none, or its file can't be used now. */
export function certificateEnd(credential: EntraCredential): number | null {
  if (credential.kind !== "certificate") return null;
  try {
    const pem = readPem(credential.file);
    const { leaf } = certificatesIn(pem, createPrivateKey(pem));
    return new X509Certificate(leaf).validToDate.getTime();
  } catch {
    return null;
  }
}

async function readToken(file: string): Promise<string> {
  try {
    return (await readFile(file, "utf8")).trim();
  } catch {
    throw new Fault("configuration", "FEDERATED_TOKEN_FILE can't be read", { file });
  }
}

async function managedIdentityToken(
  transport: Transport,
  userAssignedClientId: string,
  signal: AbortSignal,
): Promise<string> {
  const identity = new (msal().ManagedIdentityApplication)({
    managedIdentityIdParams: { userAssignedClientId },
    system: { networkClient: createNetwork(transport, signal), disableInternalRetries: true },
  });
  try {
    return (await identity.acquireToken({ resource: EXCHANGE_AUDIENCE })).accessToken;
  } catch {
    // Its endpoint is on this machine: whatever it says, nobody can be asked to sign in because of it.
    throw unreachable("Entra ID");
  }
}
