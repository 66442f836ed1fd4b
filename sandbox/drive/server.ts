import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import { createFaults } from "../faults.ts";
import type { Faults, SandboxEnv } from "../faults.ts";
import { startListener } from "../listener.ts";
import type { Listener } from "../listener.ts";

/** An upload session ends so long after it was opened, unless its file is complete before. */
const SESSION_MS = 15 * 60_000;
const RANGE = /^bytes (\d{1,9})-(\d{1,9})\/(\d{1,9})$/;

/** What Teams tells a bot of the place for a file. */
export interface UploadInfo {
  readonly uploadUrl: string;
  readonly contentUrl: string;
  readonly name: string;
  readonly uniqueId: string;
  readonly fileType: string;
}

/** A file that was saved. */
export interface SavedFile {
  /** Key of the person. */
  readonly owner: string;
  readonly name: string;
  readonly bytes: Buffer;
}

interface Kept extends SavedFile {
  readonly id: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What Teams tells a bot of a file that somebody attached. */
export interface AttachedInfo {
  /** Whoever has it may read the file. */
  readonly downloadUrl: string;
  readonly uniqueId: string;
  readonly fileType: string;
}

interface Session {
  readonly owner: string;
  readonly name: string;
  readonly id: string;
  readonly endsAt: number;
  parts: Buffer;
}

/** Everybody's OneDrive, as far as Teams' file consent uses it. */
export interface SandboxDrive {
  /** `host:port`, for FILE_HOSTS. */
  readonly host: string;
  readonly faults: Faults;
  /** Complete files, oldest first. */
  readonly files: readonly SavedFile[];
  /** Opens an upload session, as Teams does when a person accepts a file. */
  open(owner: string, name: string): UploadInfo;
  /**
   * Puts a file there, as a client does that attaches it to a message.
   * @param headers what it is answered with beside the usual ones
   */
  put(owner: string, name: string, bytes: Buffer, headers?: Readonly<Record<string, string>>): AttachedInfo;
  /** Changes what lies behind a download address. */
  replace(downloadUrl: string, bytes: Buffer): void;
  /** How often files were read. */
  reads(): number;
  close(): Promise<void>;
}

/** Starts it on loopback. As strict with headers as Microsoft's (OneDrive API, "upload bytes to the session"). */
export async function startDrive(options: { port?: number; now?: () => number } = {}): Promise<SandboxDrive> {
  const { now = Date.now } = options;
  const sessions = new Map<string, Session>();
  const files: Kept[] = [];
  const app = new Hono<SandboxEnv>();
  let listener: Listener | null = null;
  let reads = 0;
  const { faults, middleware } = createFaults({
    down: async () => listener?.down(),
    up: async () => listener?.up(),
  });
  const origin = () => `http://127.0.0.1:${listener?.port ?? 0}`;

  app.use(middleware);
  app.put("/upload/:session", async (context) => {
    const refuse = (status: 400 | 401 | 404 | 411 | 416, code: string) =>
      context.json({ error: { code, message: code } }, status);
    // The address says who may write; a token beside it is refused.
    if (context.req.header("authorization") !== undefined) return refuse(401, "unauthenticated");
    const key = context.req.param("session");
    const session = sessions.get(key);
    if (session === undefined || session.endsAt <= now()) return refuse(404, "itemNotFound");
    const length = context.req.header("content-length");
    if (length === undefined) return refuse(411, "lengthRequired");
    const range = RANGE.exec(context.req.header("content-range") ?? "");
    if (range === null) return refuse(400, "invalidRequest");
    const [from, to, total] = range.slice(1).map(Number) as [number, number, number];
    const bytes = Buffer.from(await context.req.arrayBuffer());
    if (bytes.byteLength !== to - from + 1 || Number(length) !== bytes.byteLength || to >= total)
      return refuse(400, "invalidRange");
    if (from !== session.parts.byteLength) return refuse(416, "invalidRange");
    session.parts = Buffer.concat([session.parts, bytes]);
    if (session.parts.byteLength < total)
      return context.json({ nextExpectedRanges: [`${session.parts.byteLength}-`] }, 202);
    sessions.delete(key);
    files.push({ id: session.id, owner: session.owner, name: session.name, bytes: session.parts });
    return context.json({ id: session.id, name: session.name, size: total }, 201);
  });
  app.get("/files/:id/:name", (context) => {
    const file = files.find(({ id }) => id === context.req.param("id"));
    if (file === undefined) return context.notFound();
    reads += 1;
    const usual = { "content-type": "application/octet-stream", "content-disposition": "attachment" };
    return new Response(new Uint8Array(file.bytes), { headers: { ...usual, ...file.headers } });
  });
  listener = await startListener(app, { port: options.port ?? 0 });

  const typeOf = (name: string) => /\.([^.]+)$/.exec(name)?.[1] ?? "";
  return {
    host: new URL(origin()).host,
    faults,
    files,
    open(owner, name) {
      const [key, id] = [randomUUID(), randomUUID()];
      sessions.set(key, { owner, name, id, endsAt: now() + SESSION_MS, parts: Buffer.alloc(0) });
      return {
        uploadUrl: `${origin()}/upload/${key}`,
        contentUrl: `${origin()}/files/${id}/${encodeURIComponent(name)}`,
        ...{ name, uniqueId: id, fileType: typeOf(name) },
      };
    },
    put(owner, name, bytes, headers = {}) {
      const id = randomUUID();
      files.push({ id, owner, name, bytes, headers });
      const downloadUrl = `${origin()}/files/${id}/${encodeURIComponent(name)}`;
      return { downloadUrl, uniqueId: id, fileType: typeOf(name) };
    },
    replace(downloadUrl, bytes) {
      const at = files.findIndex(({ id }) => downloadUrl.includes(id));
      const kept = files[at];
      if (kept !== undefined) files[at] = { ...kept, bytes };
    },
    reads: () => reads,
    close: async () => listener?.down(),
  };
}
