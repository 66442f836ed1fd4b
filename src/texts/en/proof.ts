import type { Locale } from "../locale.ts";
import { names } from "./terms.ts";

/** What a second look found after something was done to a device or an account: a fact on its card. */
export const proof = {
  comes({ what, minutes }: { what: "account" | "device"; minutes: readonly string[] }, locale: Locale) {
    const after = `after ${locale.and(minutes)} minutes`;
    return what === "account"
      ? `I look at the account again ${after}, and say here what I find.`
      : `I check ${after} whether the device still talks to anything but Defender, and say here what I find.`;
  },
  notRevoked: ({ name }: { name: string }) =>
    `The sessions of ${name} go on: Entra ID took the call, but the account does not show that they were revoked. Please ask again, or switch the account off.`,
  notMarked: ({ name, state }: { name: string; state: string | null }) =>
    `Entra ID does not have ${name} marked as compromised any more: ${state === null ? "it holds nothing against the account" : `its risk is "${names.riskState(state)}"`}.`,
  passwordChanged: ({ name, at }: { name: string; at: number }, locale: Locale) =>
    `The password of ${name} was changed at ${locale.time(at)}; by whom, Entra ID does not say.`,
  onAgain: ({ name }: { name: string }) => `${name} is switched on again, by somebody or something else.`,
  signedInAgain(
    holes: { name: string; app: string | null; place: string | null; ip: string | null; at: number | null },
    locale: Locale,
  ) {
    const where = [holes.place, holes.ip].filter((one) => one !== null).join(", ");
    return `${holes.name} was signed in to again at ${locale.time(holes.at)}: ${holes.app ?? "unknown app"}${where === "" ? "" : ` from ${where}`}.`;
  },
  recheckFailed: ({ name }: { name: string }) =>
    `${name} could not be looked at again, so whether it was used since I can't tell.`,

  silent: ({ since, upTo }: { since: number; upTo: number }, locale: Locale) =>
    `No connection since ${locale.clock(since)} but to Defender, as far as the device has reported (up to ${locale.clockOn(upTo)}).`,
  talking(
    holes: { peer: string; by: string; at: number; since: number; upTo: number; isSelective: boolean },
    locale: Locale,
  ) {
    const { peer, by, at, since, upTo, isSelective } = holes;
    const why = isSelective ? " A selective isolation lets some programs through." : "";
    const who = by === "" ? "" : ` (${by})`;
    return `Still talking to ${peer === "" ? "an unknown address" : peer}${who}: last at ${locale.clock(at)}, though isolated since ${locale.clock(since)}; the device has reported up to ${locale.clockOn(upTo)}.${why}`;
  },
  noSignIn: ({ since, upTo }: { since: number; upTo: number }, locale: Locale) =>
    `No sign-in since ${locale.clock(since)}, as far as Entra's sign-in log tells at ${locale.clockOn(upTo)}; it may be some minutes late.`,
  noReport: ({ since }: { since: number }, locale: Locale) =>
    `nothing that the device reported since ${locale.clock(since)} has arrived; it may be off, or reports come late`,
  unverified: ({ why, again }: { why: string; again: boolean }) =>
    `Could not verify${again ? " yet" : ""}: ${why}`,
  noSensor: "a device without a sensor reports nothing",
  noToken: ({ who }: { who: string }) =>
    `the query is made as ${who}, and their sign-in does not serve any more. They can sign in again: a 1:1 chat with me, and type signin`,
  noAnswer: "the query did not come back",
};
