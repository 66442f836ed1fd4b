import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";
import { alertDevices } from "./alert-devices.ts";
import { alerts } from "./alerts.ts";
import { approvedAt } from "./approved-at.ts";
import { auditProofs } from "./audit-proofs.ts";
import { delivery } from "./delivery.ts";
import { emergencyCount } from "./emergency-count.ts";
import { deviceQueue } from "./device-queue.ts";
import { files } from "./files.ts";
import { halt } from "./halt.ts";
import { heldBy } from "./held-by.ts";
import { indexes } from "./indexes.ts";
import { identityMarks } from "./identity-marks.ts";
import { incidentCards } from "./incident-cards.ts";
import { incidentComments } from "./incident-comments.ts";
import { initial } from "./initial.ts";
import { languages } from "./languages.ts";
import { muteOwner } from "./mute-owner.ts";
import { muteSince } from "./mute-since.ts";
import { passedBy } from "./passed-by.ts";
import { pendingLeases } from "./pending-leases.ts";
import { recheckKinds } from "./recheck-kinds.ts";
import { rechecks } from "./rechecks.ts";
import { requesters } from "./requesters.ts";
import { reviews } from "./reviews.ts";
import { rounds } from "./rounds.ts";
import { savedHunts } from "./saved-hunts.ts";
import { steps } from "./steps.ts";
import { timeZones } from "./time-zones.ts";
import { urgency } from "./urgency.ts";

type Migration = (db: Kysely<Schema>) => Promise<void>;

/** Forward only: number n (from 1) is at place n - 1. One that has been released is never edited. */
export const MIGRATIONS: readonly Migration[] = [
  initial,
  alerts,
  reviews,
  halt,
  deviceQueue,
  approvedAt,
  auditProofs,
  urgency,
  muteSince,
  identityMarks,
  requesters,
  pendingLeases,
  delivery,
  rechecks,
  steps,
  languages,
  files,
  emergencyCount,
  savedHunts,
  incidentCards,
  recheckKinds,
  passedBy,
  incidentComments,
  heldBy,
  muteOwner,
  alertDevices,
  rounds,
  indexes,
  timeZones,
];
