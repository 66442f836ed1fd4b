import { say, type Text, type Words } from "../../texts/text.ts";
import type { LabelValue, Tone } from "../../messaging/card.ts";
import type { LogonUser, DeviceFacts } from "../../defender/device.ts";
import {
  ISOLATION,
  isolationOf,
  lastingState,
  type LastingState,
  type MachineAction,
} from "../../defender/machine-action.ts";
import type { AnyCommand } from "../change-command.ts";
import { CERTAIN_MS, effectsOf } from "../effects.ts";

export const UNCHECKED: Text = say("devices.unchecked");
const MAX_USERS = 3;

/** The isolation state in words. */
export function isolationLine(
  actions: readonly MachineAction[] | null,
  now: number,
): { text: Text; tone: Tone } {
  if (actions === null) return { text: say("devices.isolationUnchecked"), tone: "neutral" };
  const state = isolationOf(actions);
  switch (state.kind) {
    case "off":
      return { text: say("devices.connected"), tone: "good" };
    case "on": {
      const { scope, since: at } = state;
      if (at !== null && now - at > CERTAIN_MS) {
        // No field of Defender says that it still is: only the action is known.
        return { text: say("devices.lastKnownIsolated", { scope, at }), tone: "attention" };
      }
      return { text: say("devices.isolated", { scope, at }), tone: "attention" };
    }
    case "beginning":
      return { text: say("devices.isolating", { at: state.since, now }), tone: "warning" };
    case "ending":
      return { text: say("devices.releasing", { at: state.since, now }), tone: "warning" };
    case "unknown":
      return { text: say("devices.isolationUnchecked"), tone: "neutral" };
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
    return value === null ? [] : [{ label: say("devices.state", { state }), value }];
  });
}

function stateWords(state: LastingState, now: number): Text | null {
  switch (state.kind) {
    case "off":
      return null;
    case "on":
      return say("devices.stateSince", { at: state.since });
    case "beginning":
      return say("devices.stateBeginning", { at: state.since, now });
    case "ending":
      return say("devices.stateEnding", { at: state.since, now });
    case "unknown":
      return UNCHECKED;
  }
}

/** Who was last seen on the device: administrators of the domain first, and how many more there are. */
export function usersLine(users: readonly LogonUser[] | null, now: number): Text {
  if (users === null) return UNCHECKED;
  if (users.length === 0) return say("devices.noUsers");
  const left = users.length - MAX_USERS;
  const items: Words[] = users
    .toSorted(
      (a, b) => Number(b.domainAdmin) - Number(a.domainAdmin) || (b.lastSeenAt ?? 0) - (a.lastSeenAt ?? 0),
    )
    .slice(0, MAX_USERS)
    .map((user) => {
      const name = user.domain === null ? user.account : `${user.domain}\\${user.account}`;
      const { lastSeenAt: at, domainAdmin: admin, logonTypes: logons = [] } = user;
      return say("devices.user", { name, at, now, admin, logons });
    });
  if (left > 0) items.push(say("devices.moreUsers", { n: left }));
  return say("common.listed", { items });
}

/** What surrounds a device, as a request's card keeps it. @param label says when that was */
export function surroundingsOf(facts: DeviceFacts, now: number, label: Words): readonly LabelValue[] {
  return [
    { label, value: isolationLine(facts.actions, now).text },
    { label: say("devices.users"), value: usersLine(facts.users, now) },
    {
      label: say("devices.openAlerts"),
      value: facts.openAlerts === null ? UNCHECKED : String(facts.openAlerts),
    },
  ];
}
