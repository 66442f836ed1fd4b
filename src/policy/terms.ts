import { z } from "zod";
import { recorded } from "../texts/render.ts";
import { say, type Text, type Words } from "../texts/text.ts";
import { approvalsInWords, excludedInWords } from "./approvals.ts";
import type { Digested } from "./device-facts.ts";
import type { Policy, Terms, VerdictTerms } from "./model.ts";
import { approvers, nonApprovers, openFor } from "./values.ts";

/**
 * The terms of a verdict, one entry each, and all that has to be known of a term: where it starts, what a rule may say of
 * it and in which words, how two of them are combined and compared, and how it gets into the digest that approvals are
 * bound to. A term that lacks a part does not compile, so none can be forgotten in one place and honoured in another.
 */

export interface Term<V> {
  /** Where no rule speaks of it; `triage`: the action is one that takes no approval by itself. */
  readonly usual: (defaults: Policy["default"], triage: boolean) => V;
  /** What the rules that speak of it start from: what they say replaces the usual, or only adds to it. */
  readonly startsFrom: (usual: V) => V;
  /** What satisfies both. */
  readonly strictest: (a: V, b: V) => V;
  /** Why `now` asks for more than `before`, in words; null: it does not. */
  readonly stricter: (before: V, now: V) => Text | null;
  /** Whether that is told before the names of the rules that have come to hold. */
  readonly toldFirst: boolean;
  /** Whether it is a demand on approvers, which nobody would meet if there were none. */
  readonly needsApprover: (value: V) => boolean;
  /** Undefined: it is not in it. */
  readonly digest: (value: V) => Digested | undefined;
  /** What asks for nothing: it stands for what a verdict does not say that was stored before there was the term. */
  readonly loosest: V;
}

/** A term that rules may speak of, under the same name. */
interface RuleTerm<S, V> extends Term<V> {
  /** What a rule may say of it. */
  readonly schema: z.ZodType<S>;
  /** What a rule says, for people who don't read the file. */
  readonly words: (said: S) => Words;
  /** What a rule says, as a verdict has it. */
  readonly said: (said: S) => V;
}

type Said = Required<Terms>;
type RuleTerms = { readonly [K in keyof Said]: RuleTerm<Said[K], VerdictTerms[K]> };
type OtherTerms = { readonly [K in Exclude<keyof VerdictTerms, keyof Terms>]: Term<VerdictTerms[K]> };

/** What rules may speak of, in the order in which it is told and digested: a new one comes last. */
export const RULE_TERMS: RuleTerms = {
  deny: {
    schema: z.string().min(1).max(300),
    words: (said) => say("policy.refused", { why: said }),
    said: (said) => said,
    usual: () => null,
    startsFrom: (usual) => usual,
    strictest: (a, b) => a ?? b,
    stricter: (before, now) =>
      now !== null && before === null ? say("policy.deniesNow", { why: now }) : null,
    toldFirst: true,
    needsApprover: () => false,
    digest: (value) => (value === null ? null : recorded(value)),
    loosest: null,
  },
  approvals: {
    schema: approvers,
    words: approvalsInWords,
    said: (said) => said,
    usual: (defaults, triage) => (triage ? 0 : defaults.approvals),
    startsFrom: () => 0,
    strictest: Math.max,
    stricter: (before, now) => (now > before ? say("policy.moreApprovals", { now, before }) : null),
    toldFirst: true,
    needsApprover: () => false,
    digest: (value) => value,
    loosest: 0,
  },
  expires: {
    schema: openFor,
    words: (said) => say("policy.openFor", { ms: said }),
    said: (said) => said,
    usual: (defaults) => defaults.expires,
    startsFrom: (usual) => usual,
    strictest: Math.min,
    stricter: (before, now) => (now < before ? say("policy.sooner", { now, before }) : null),
    toldFirst: false,
    needsApprover: () => false,
    digest: (value) => value,
    loosest: Infinity,
  },
  selfApproval: {
    schema: z.boolean(),
    words: (said) => say("policy.self", { allowed: said }),
    said: (said) => said,
    usual: (defaults) => defaults.selfApproval,
    startsFrom: () => true,
    strictest: (a, b) => a && b,
    stricter: (before, now) => (before && !now ? say("policy.noSelfApproval") : null),
    toldFirst: false,
    // That nobody approves the own request holds by default, and asks for no approval by itself.
    needsApprover: () => false,
    digest: (value) => value,
    loosest: true,
  },
  exclude: {
    schema: nonApprovers,
    words: (said) => say("policy.excluded", { who: excludedInWords(said) }),
    said: (said) => said,
    usual: () => [],
    startsFrom: (usual) => usual,
    strictest: union,
    stricter: (before, now) => (hasMore(before, now) ? say("policy.moreExcluded") : null),
    toldFirst: false,
    needsApprover: (value) => value.length > 0,
    digest: (value) => value.toSorted(),
    loosest: [],
  },
  stepUp: {
    schema: z.string().regex(/^c([1-9]|[1-9]\d)$/, "has to be an authentication context, c1 to c99"),
    words: (said) => say("policy.signInAnew", { context: said }),
    said: (said) => [said],
    usual: () => [],
    startsFrom: (usual) => usual,
    strictest: union,
    stricter: (before, now) => (hasMore(before, now) ? say("policy.strongerSignIn") : null),
    toldFirst: false,
    needsApprover: (value) => value.length > 0,
    digest: (value) => value.toSorted(),
    loosest: [],
  },
};

/** What only the default says. */
export const OTHER_TERMS: Omit<OtherTerms, "guarded"> = {
  reasonRequired: {
    usual: (defaults) => defaults.reason === "required",
    startsFrom: (usual) => usual,
    strictest: (a, b) => a || b,
    // It is asked for when a request is opened: one that waits has got past it.
    stricter: () => null,
    toldFirst: false,
    needsApprover: () => false,
    digest: (value) => value,
    loosest: false,
  },
};

/** What no policy says, and what holds whatever it says: it comes first, since it tells why there are more approvals. */
const GUARD: Pick<OtherTerms, "guarded"> = {
  guarded: {
    usual: () => null,
    startsFrom: (usual) => usual,
    strictest: (a, b) => a ?? b,
    stricter: (before, now) =>
      now !== null && before === null ? say("policy.guardedNow", { why: now }) : null,
    toldFirst: true,
    needsApprover: () => false,
    // That it is so is agreed to; whose words say it may change. Digests of what nothing guards are older than the term.
    digest: (value) => (value === null ? undefined : true),
    loosest: null,
  },
};

/** All terms of a verdict. */
export const TERMS: { readonly [K in keyof VerdictTerms]: Term<VerdictTerms[K]> } = {
  ...GUARD,
  ...RULE_TERMS,
  ...OTHER_TERMS,
};

function union(a: readonly string[], b: readonly string[]): readonly string[] {
  return [...new Set([...a, ...b])];
}

function hasMore(before: readonly string[], now: readonly string[]): boolean {
  return now.some((one) => !before.includes(one));
}
