import { randomBytes } from "node:crypto";
import { createLimiter } from "../api/limits.ts";
import type { ApiRequest } from "../api/service.ts";

/** Links to investigation packages: whoever has one, has the package, for ten minutes. */
export interface Packages {
  /** A new link, in quotes of its own as Defender's is. @throws TooManyCalls beyond 2 a minute, 120 an hour */
  link(): string;
  /** The package behind a link; null: that is no such link. */
  open(request: ApiRequest): Response | null;
}

const LIFE_MS = 600_000;
const PATH = "/safedownload/WDATP_Investigation_Package.zip";
/** A ZIP archive without a file. */
const EMPTY_ZIP = Buffer.from(`504b0506${"00".repeat(18)}`, "hex");

/** @param url the service's origin */
export function createPackages(url: string, now: () => number): Packages {
  const limiter = createLimiter({ perMinute: 2, perHour: 120 }, now);
  const until = new Map<string, number>();
  return {
    link: () => {
      limiter.count();
      const token = randomBytes(24).toString("hex");
      until.set(token, now() + LIFE_MS);
      return `"${url}${PATH}?token=${token}"`;
    },
    open: ({ url: asked }) => {
      if (asked.pathname !== PATH) return null;
      const isGood = (until.get(asked.searchParams.get("token") ?? "") ?? 0) > now();
      if (!isGood) return new Response("This link has expired.", { status: 403 });
      return new Response(EMPTY_ZIP, { headers: { "content-type": "application/zip" } });
    },
  };
}
