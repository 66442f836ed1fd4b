import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";

/** Which alerts are about a device: what others did to it is told where those stand. */
export async function alertDevices({ schema }: Kysely<Schema>): Promise<void> {
  await schema.createIndex("alerts_device").on("alerts").column("device_id").execute();
}
