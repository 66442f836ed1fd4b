import { say, type Text } from "../../texts/text.ts";

/** The reasons that are given most, by the kind of action: a form fills them in by a press, and they can still be changed. */

const attack = say("reasons.partOfAttack");
const evidence = say("reasons.evidence");
const mistake = say("reasons.byMistake");
const ransomware = say("reasons.ransomware");
const lateral = say("reasons.lateralMovement");
const stolenSession = say("reasons.stolenSession");
const falsePositive = say("reasons.falsePositive");

/** Of cutting a device off. */
export const OF_ISOLATION: readonly Text[] = [
  say("reasons.knownC2"),
  ransomware,
  say("reasons.credentialTheft"),
  lateral,
];

/** Of containing an attack, whatever it is about. */
export const OF_CONTAINMENT: readonly Text[] = [ransomware, lateral, stolenSession];

/** Of undoing what was done to a device. */
export const OF_RELEASE: readonly Text[] = [say("reasons.cleaned"), falsePositive, mistake];

export const OF_SCAN: readonly Text[] = [say("reasons.afterAlert"), say("reasons.afterCleaning")];

export const OF_RESTRICTION: readonly Text[] = [
  say("reasons.unknownPrograms"),
  say("reasons.malwareReturns"),
];

/** Of fetching something from a device. */
export const OF_EVIDENCE: readonly Text[] = [evidence, say("reasons.afterAlert")];

export const OF_QUARANTINE: readonly Text[] = [say("reasons.knownMalware"), attack];

/** Of taking something from somebody's account. */
export const OF_ACCOUNT: readonly Text[] = [
  say("reasons.strangeSignIn"),
  say("reasons.phished"),
  stolenSession,
];

/** Of giving it back. */
export const OF_REINSTATEMENT: readonly Text[] = [say("reasons.personConfirmed"), falsePositive, mistake];

export const OF_CANCELLING: readonly Text[] = [mistake, say("reasons.notNeeded")];

export const OF_BLOCKING: readonly Text[] = [say("reasons.knownMalware"), attack, say("reasons.acceptedUse")];

/** Of leaving a device isolated. */
export const OF_STAYING: readonly Text[] = [say("reasons.stillInvestigating")];
