import { seededRandom } from "../../defender/random.ts";
import type { SandboxSignIn } from "./types.ts";

const PLACES = [
  ["Malmö", "SE", "198.51.100.17"],
  ["Malmö", "SE", "198.51.100.18"],
  ["Lund", "SE", "198.51.100.44"],
] as const;
const ELSEWHERE = ["Lagos", "NG", "203.0.113.66"] as const;
const APPS = ["Office 365 Exchange Online", "Microsoft Teams", "Azure Portal", "Citrix"];

/** A few sign-ins of the last two days, the newest first; now and then one from far away. */
export function seededSignIns(userId: string, now: number, seed: number): readonly SandboxSignIn[] {
  const random = seededRandom(seed + 1);
  return Array.from({ length: 4 }, (_, index) => {
    const isFar = seed % 4 === 0 && index === 0;
    const [city, country, ip] = isFar ? ELSEWHERE : random.pick(PLACES);
    const hasFailed = random.int(5) === 0;
    return {
      id: random.uuid(),
      at: now - (index * 7 + 1) * 3_600_000 - random.int(1_800_000),
      userId,
      app: random.pick(APPS),
      ...{ city, country, ip },
      errorCode: hasFailed ? 50126 : 0,
      failure: hasFailed ? "Invalid username or password." : "Other.",
      risk: isFar ? "high" : "none",
    };
  });
}
