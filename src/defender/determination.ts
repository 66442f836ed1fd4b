/**
 * What an alert or an incident turned out to be. Graph, Defender's own API and pages of Microsoft's documentation spell
 * some of these differently; here they have the names of Graph's metadata, with a capital.
 */
export const DETERMINATIONS = {
  TruePositive: [
    ...["MultiStagedAttack", "MaliciousUserActivity", "CompromisedAccount", "Malware", "Phishing"],
    ...["UnwantedSoftware", "Other"],
  ],
  InformationalExpectedActivity: [
    ...["SecurityTesting", "LineOfBusinessApplication", "ConfirmedActivity", "Other"],
  ],
  FalsePositive: ["NotMalicious", "NotEnoughDataToValidate", "Other"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Each once. */
export const ALL_DETERMINATIONS: readonly string[] = [...new Set(Object.values(DETERMINATIONS).flat())];

/** Other spellings, in small letters. */
const ALSO: Readonly<Record<string, string>> = {
  compromiseduser: "CompromisedAccount",
  confirmeduseractivity: "ConfirmedActivity",
  clean: "NotMalicious",
  insufficientdata: "NotEnoughDataToValidate",
  noenoughdatatovalidate: "NotEnoughDataToValidate",
};

/** The name of a determination in any spelling and case; null: there is none of that name. */
export function determinationNamed(word: string): string | null {
  const small = word.toLowerCase();
  return ALL_DETERMINATIONS.find((one) => one.toLowerCase() === small) ?? ALSO[small] ?? null;
}

const OWN_API: Readonly<Record<string, string>> = {
  CompromisedAccount: "CompromisedUser",
  NotEnoughDataToValidate: "InsufficientData",
};

/** How Defender's own alert API spells it. */
export function atDefender(determination: string): string {
  const named = determinationNamed(determination) ?? determination;
  return OWN_API[named] ?? named;
}
