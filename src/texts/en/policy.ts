import { clause } from "../clause.ts";
import type { Locale } from "../locale.ts";

const APPROVALS = { one: "approval", other: "approvals" };

type Per = keyof typeof PER;

const PER = { hour: "hour", day: "day", "device group and hour": "device group and hour" } as const;

/** What comes after a limit. */
const BEYOND = {
  soft: "and one approval more beyond that",
  hard: "the hard end: nothing goes beyond it, whoever approves",
  only: "and no more",
} as const;

const FACTS = { name: "name", group: "device group", value: "value", os: "OS" } as const;

/**
 * What the policy says, asks and refuses; and what it goes by (tags, roles, a device's or an account's facts, hours):
 * how that is, that it could not be looked up, and what of it has changed.
 */
export const policy = {
  renamed: ({ now, before }: { now: string; before: string }) => `the UPN is ${now} now, not ${before}`,
  departmentChanged: ({ now, before }: { now: string | null; before: string | null }) =>
    `the department is ${now ?? "none"} now, not ${before ?? "none"}`,
  rolesReadOnce: "the directory roles could be read only once",
  roleAdded: ({ role }: { role: string }) => `the directory role ${role} was added`,
  roleRemoved: ({ role }: { role: string }) => `the directory role ${role} was taken away`,

  factChanged({
    fact,
    now,
    before,
  }: {
    fact: keyof typeof FACTS;
    now: string | null;
    before: string | null;
  }) {
    return `its ${FACTS[fact]} is ${now ?? "unknown"} now, ${before ?? "unknown"} before`;
  },
  tagsReadOnce: "its tags could be read only once",
  allTagsReadOnce: "all of its tags could be read only once",
  tagAdded: ({ tag }: { tag: string }) => `the tag "${tag}" was added`,
  tagRemoved: ({ tag }: { tag: string }) => `the tag "${tag}" was removed`,

  approvals: ({ n }: { n: number }, locale: Locale) => (n === 0 ? "no approval" : locale.count(n, APPROVALS)),
  alertOwner: "the owner of the alert",
  always: "always",
  nothing: "nothing",
  /** The conditions of a rule, or its terms. */
  parts: ({ parts }: { parts: readonly string[] }) => parts.join("; "),
  anyOf: ({ words }: { words: readonly string[] }, locale: Locale) => locale.or(words),
  deviceHas: ({ key, wanted }: { key: string; wanted: readonly string[] }, locale: Locale) =>
    `device ${key} ${locale.or(wanted)}`,
  userHas: ({ key, wanted }: { key: string; wanted: readonly string[] }, locale: Locale) =>
    `user ${key} ${locale.or(wanted)}`,
  askedForBy: ({ people }: { people: readonly string[] }, locale: Locale) =>
    `asked for by ${locale.or(people)}`,
  perTime: ({ n, per }: { n: number; per: Per }) => `${n} per ${PER[per]}`,
  atMost: ({ n }: { n: number }) => `beyond that one approval more, up to ${n} per day`,
  used(
    holes: { used: number; most: number; per: Per; end: keyof typeof BEYOND; freesAt: number | null },
    locale: Locale,
  ) {
    const free =
      holes.freesAt === null ? "" : `; there is room for one more from ${locale.time(holes.freesAt)}`;
    return `${holes.used} of ${holes.most} per ${PER[holes.per]}, ${BEYOND[holes.end]}${free}`;
  },
  notCounted: ({ most, per }: { most: number; per: Per }) =>
    `${most} per ${PER[per]}, but they could not be counted`,
  emergencyFor: ({ actions }: { actions: readonly string[] }) =>
    `With the role BreakGlass: ${actions.join(", ")}`,
  emergencyOff: "Switched off",
  commentsAll: "decisions and how they end",
  commentsWithoutPeople: "decisions and how they end, but none about people",

  compared(
    { found, wanted, same }: { found: readonly string[]; wanted: readonly string[]; same: boolean },
    locale: Locale,
  ) {
    const left = found.length === 0 ? "none" : found.join(", ");
    if (same && wanted.includes(left)) return left;
    return `${left} ${same ? "=" : "≠"} ${locale.or(wanted)}`;
  },
  limitLeaves(
    holes: {
      action: string;
      most: number;
      per: Per;
      left: number;
      calls: number;
      freesAt: number | null;
    },
    locale: Locale,
  ) {
    const more = holes.freesAt === null ? "" : ` All of them fit from ${locale.time(holes.freesAt)}.`;
    return `The policy allows ${holes.most} "${holes.action}" per ${PER[holes.per]}: ${holes.left} left, and this would take ${holes.calls}.${more}`;
  },
  beyondLimit: ({ action, most, per }: { action: string; most: number; per: Per }) =>
    `More than ${most} "${action}" per ${PER[per]}: it takes one approval more.`,
  inHours: ({ at, inside, hours }: { at: string; inside: boolean; hours: string }) =>
    `${at} is ${inside ? "in" : "not in"} ${hours}`,
  targetsCompared: ({ targets, min }: { targets: number; min: number }) =>
    `${targets} ${targets >= min ? "≥" : "<"} ${min}`,
  manyTargets: ({ min }: { min: number }) => `${min} targets or more within the hour`,
  noName: "Entra gives no name",
  noDevice: "there is no device",
  noUser: "it is about no account",
  notLookedUp: "it could not be looked up",
  notAllRead: "not all of them could be read",
  givesNone: "Defender gives none",

  refused: ({ why }: { why: string }) => `refused: ${why}`,
  openFor: ({ ms }: { ms: number }, locale: Locale) => `open for ${locale.exactly(ms)}`,
  self: ({ allowed }: { allowed: boolean }) =>
    allowed ? "who asked may approve" : "who asked may not approve",
  excluded: ({ who }: { who: readonly string[] }) => `${who.join(", ")} may not approve`,
  signInAnew: ({ context }: { context: string }) => `approvers sign in anew (${context})`,

  deniesNow: ({ why }: { why: string }) => `policy now denies it: ${why}`,
  guardedNow: ({ why }: { why: string }) => clause(why),
  moreApprovals: ({ now, before }: { now: number; before: number }) =>
    `${now} approvals are needed now, ${before} before`,
  sooner: ({ now, before }: { now: number; before: number }, locale: Locale) =>
    `it has to be approved within ${locale.exactly(now)} now, ${locale.exactly(before)} before`,
  noSelfApproval: "self-approval is no longer allowed",
  moreExcluded: "more people are excluded from approving",
  strongerSignIn: "a stronger sign-in is needed now",
  underRules: ({ names }: { names: readonly string[] }) =>
    `now under rule ${names.map((name) => `"${name}"`).join(", ")}`,

  unusable:
    "The policy file can't be used as it is now, so I could not check what it asks for. Nothing was done; please tell whoever runs me.",
  excludesYou: "The policy excludes you from approving this.",
  ownsAlert: "You own the alert, and the policy asks for somebody else.",
  bearsOn: ({ action, why }: { action: string; why: string }) =>
    `it bears on "${action}", which is denied: ${why}`,
  limitsUnchecked: ({ action }: { action: string }) => `The limits of "${action}" could not be checked.`,
  limitReached(
    holes: { action: string; most: number; per: Per; used: number; freesAt: number | null },
    locale: Locale,
  ) {
    const more = holes.freesAt === null ? "" : ` One more is free from ${locale.time(holes.freesAt)}.`;
    return `No more than ${holes.most} "${holes.action}" per ${PER[holes.per]} are allowed, and ${holes.used} were approved: none is left.${more}`;
  },
};
