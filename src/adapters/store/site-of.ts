import type { Site, StoreOptions } from "./site.ts";
import { sqliteSite } from "./sqlite-site.ts";

/** The only place that chooses between the kinds of databases. */
export async function siteOf(options: StoreOptions): Promise<Site> {
  const { databaseUrl } = options;
  if (databaseUrl === null) return sqliteSite(options);
  // Not loaded where there is none.
  const { postgresSite } = await import("./postgres-site.ts");
  return postgresSite({ ...options, databaseUrl });
}
