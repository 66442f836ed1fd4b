import { actorOf } from "../../audit/record.ts";
import type { Text } from "../../texts/text.ts";
import { recorded } from "../../texts/render.ts";
import { ASKING_WINDOW_MS, askedTooMuch } from "../machine/asking.ts";
import { mayRunFree } from "../../policy/approvals.ts";
import { isEmergency } from "../machine/emergency.ts";
import { UserError } from "../../shared/errors.ts";
import type { Tx } from "../rows.ts";
import type { Deps } from "../deps.ts";
import type { Person } from "../../shared/people.ts";
import type { Invocation } from "../invocation.ts";

/** One refusal of somebody who asks too much is on record, not each of a flood. */
const AUDIT_EVERY_MS = 3_600_000;

/** Why this person may ask for no more now; null: they may. @param waits whether the request would wait for approval */
export async function tooMuchOf(
  tx: Tx,
  { command, raw }: Invocation,
  person: Person,
  waits: boolean,
  now: number,
): Promise<Text | null> {
  if (command.triage || isEmergency(raw)) return null;
  return askedTooMuch(await tx.requests.ofPerson(person, now - ASKING_WINDOW_MS), waits, now);
}

/** Refuses before anything is looked up, so that a flood costs no calls. @throws UserError */
export async function refuseFlood(deps: Deps, invocation: Invocation, person: Person): Promise<void> {
  const now = deps.clock.now();
  const waits = !mayRunFree(deps.policy(), invocation.command.action);
  const why = await deps.store.read((tx) => tooMuchOf(tx, invocation, person, waits, now));
  if (why === null) return;
  await deps.store.transaction((tx) => recordFlood(tx, invocation, person, why, now));
  throw new UserError("policy", why);
}

/** Keeps that somebody was refused for asking too much, once an hour. */
export async function recordFlood(
  tx: Tx,
  { command, raw }: Invocation,
  person: Person,
  why: Text,
  now: number,
): Promise<void> {
  const claim = await tx.once.take(`asks too much|${person.tid}|${person.oid}`, now, AUDIT_EVERY_MS);
  if (claim.kind !== "taken") return;
  await tx.audit.append({
    at: now,
    actor: actorOf(person),
    event: "refused",
    command: command.name,
    args: raw,
    outcome: recorded(why),
  });
}
