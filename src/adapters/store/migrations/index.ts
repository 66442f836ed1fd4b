import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";
import { auditProofs } from "./audit-proofs.ts";
import { initial } from "./initial.ts";

type Migration = (db: Kysely<Schema>) => Promise<void>;

/** Forward only: number n (from 1) is at place n - 1. One that has been released is never edited. */
export const MIGRATIONS: readonly Migration[] = [initial, auditProofs];
