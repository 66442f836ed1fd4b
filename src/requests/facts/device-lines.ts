import type { LabelValue, Tone } from "../../messaging/card.ts";
import { ago, dayOf, utc } from "../../shared/format.ts";
import type { LogonUser, DeviceFacts } from "../../defender/device.ts";
import {
  ISOLATION,
  isolationOf,
  lastingState,
  type LastingState,
  type MachineAction,
} from "../../defender/machine-action.ts";
import type { AnyCommand } from "../change-command.ts";
import { effectsOf } from "../effects.ts";

export const UNCHECKED = "could not be checked";
const MAX_USERS = 3;
/** An isolation older than this (7 days) is told as the action that it is known by. */
const CERTAIN_MS = 7 * 86_400_000;

/** The isolation state in words. */
export function isolationLine(
  actions: readonly MachineAction[] | null,
  now: number,
): { text: string; tone: Tone } {
  if (actions === null) return { text: `Isolation ${UNCHECKED}`, tone: "neutral" };
  const state = isolationOf(actions);
  switch (state.kind) {
    case "off":
      return { text: "Connected (not isolated)", tone: "good" };
    case "on": {
      const scope = state.scope === null ? "" : ` (${state.scope})`;
      if (state.since !== null && now - state.since > CERTAIN_MS) {
        // No field of Defender says that it still is: only the action is known.
        return { text: `Last known: isolated by action of ${dayOf(state.since)}${scope}`, tone: "attention" };
      }
      return { text: `Isolated${scope} since ${utc(state.since)}`, tone: "attention" };
    }
    case "beginning":
      return { text: `Being isolated since ${ago(state.since, now)}`, tone: "warning" };
    case "ending":
      return { text: `Being released since ${ago(state.since, now)}`, tone: "warning" };
    case "unknown":
      return { text: `Isolation ${UNCHECKED}`, tone: "neutral" };
  }
}

/** What else commands have left on a device, isolation apart, which has its own line; nothing where it is not so. */
export function stateFacts(
  commands: readonly AnyCommand[],
  actions: readonly MachineAction[] | null,
  now: number,
): readonly LabelValue[] {
  return effectsOf(commands).flatMap(({ state, makes, ends }) => {
    if (makes.call.type === ISOLATION.makes) return [];
    const types = { makes: makes.call.type, ends: ends.call.type };
    const value = actions === null ? UNCHECKED : stateWords(lastingState(actions, types), now);
    return value === null ? [] : [{ label: capitalised(state), value }];
  });
}

function stateWords(state: LastingState, now: number): string | null {
  switch (state.kind) {
    case "off":
      return null;
    case "on":
      return `since ${utc(state.since)}`;
    case "beginning":
      return `under way since ${ago(state.since, now)}`;
    case "ending":
      return `being ended since ${ago(state.since, now)}`;
    case "unknown":
      return UNCHECKED;
  }
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** Who was last seen on the device. */
export function usersLine(users: readonly LogonUser[] | null, now: number): string {
  if (users === null) return UNCHECKED;
  if (users.length === 0) return "none seen";
  return users
    .toSorted((a, b) => (b.lastSeenAt ?? 0) - (a.lastSeenAt ?? 0))
    .slice(0, MAX_USERS)
    .map((user) => {
      const name = user.domain === null ? user.account : `${user.domain}\\${user.account}`;
      return `${name} (${ago(user.lastSeenAt, now)}${user.domainAdmin ? ", domain admin" : ""})`;
    })
    .join(", ");
}

/** What surrounds a device, as a request's card keeps it. @param label says when that was */
export function surroundingsOf(facts: DeviceFacts, now: number, label: string): readonly LabelValue[] {
  return [
    { label, value: isolationLine(facts.actions, now).text },
    { label: "Users", value: usersLine(facts.users, now) },
    { label: "Open alerts", value: facts.openAlerts === null ? UNCHECKED : String(facts.openAlerts) },
  ];
}
