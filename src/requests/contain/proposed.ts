import { isIP } from "node:net";
import type { Alert } from "../../defender/alert.ts";
import type { CONTAINMENT } from "../../policy/model.ts";
import { say, type Text } from "../../texts/text.ts";

/** What an attack asks to be contained, as far as its alerts tell: its devices and its people, each with a reason. Pure. */

export type ContainCommand = (typeof CONTAINMENT)[number];

/** A device of the attack. */
export interface Struck {
  /** 40 hex digits. */
  readonly id: string;
  readonly because: Text;
}

/** A person of the attack; one of the two is there. */
export interface Involved {
  readonly id: string | null;
  readonly upn: string | null;
  readonly because: Text;
}

/** The devices of some alerts, in the order in which they were raised. */
export function devicesIn(alerts: readonly Alert[]): readonly Struck[] {
  const ids = new Set(alerts.flatMap(({ deviceIds }) => deviceIds.map((id) => id.toLowerCase())));
  return [...ids].map((id) => ({ id, because: whyDevice(id, alerts) }));
}

function whyDevice(id: string, alerts: readonly Alert[]): Text {
  const about = alerts.filter(({ deviceIds }) => deviceIds.some((one) => one.toLowerCase() === id));
  const has = (kind: string) =>
    about.some((alert) => alert.evidence.some((piece) => isOn(id, alert, piece, kind)));
  if (has("process")) return say("contain.processRan");
  if (has("file")) return say("contain.fileFound");
  return say("contain.named", { n: about.length });
}

/** Whose evidence is nobody else's: the alert's only device, or the one that the process names. */
function isOn(id: string, { deviceIds }: Alert, piece: Alert["evidence"][number], kind: string): boolean {
  if (piece.type.toLowerCase() !== kind) return false;
  const own = piece.process?.deviceId ?? null;
  return own === null ? deviceIds.length === 1 : own === id;
}

/** The people of some alerts, each once. */
export function peopleIn(alerts: readonly Alert[]): readonly Involved[] {
  const found = new Map<string, Involved>();
  for (const alert of alerts) {
    for (const { id, upn } of alert.people ?? []) {
      const key = (id ?? upn ?? "").toLowerCase();
      if (key !== "" && !found.has(key)) found.set(key, { id, upn, because: whyPerson(key, alerts) });
    }
  }
  return [...found.values()];
}

/** Names of people in some alerts whose accounts nothing tells. */
export function unknownPeopleIn(alerts: readonly Alert[]): readonly string[] {
  return [...new Set(alerts.flatMap(({ unknownPeople = [] }) => unknownPeople))];
}

/** Kinds of evidence that say that a token was used. */
const SIGN_IN = ["cloudlogonsession", "cloudlogonrequest"];

function whyPerson(key: string, alerts: readonly Alert[]): Text {
  const about = alerts.filter(({ people = [] }) =>
    people.some(({ id, upn }) => [id, upn].some((one) => one?.toLowerCase() === key)),
  );
  const signedIn = about.find(({ evidence }) =>
    evidence.some(({ type }) => SIGN_IN.includes(type.toLowerCase())),
  );
  const from = signedIn?.evidence.find(
    ({ type, headline }) => type.toLowerCase() === "ip" && isIP(headline) !== 0,
  );
  if (from !== undefined) return say("contain.tokenFrom", { ip: from.headline });
  return signedIn === undefined ? say("contain.named", { n: about.length }) : say("contain.tokenUsed");
}
