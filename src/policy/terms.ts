import { exactly } from "../shared/format.ts";
import type { Policy, Question, Terms, VerdictTerms } from "./model.ts";

/**
 * The terms of a verdict, one entry each, and all that has to be known of a term: where it starts, what a rule says of
 * it, how two of them are combined and compared, and how it gets into the digest that approvals are bound to. A term
 * that lacks a part does not compile, so none can be forgotten in one place and honoured in another.
 */

type TermKey = keyof VerdictTerms;

/** What a value is in the digest; the same for two values that mean the same. */
type Digested = string | number | boolean | null | readonly string[];

interface Term<V> {
  /** Where no rule speaks of it. */
  readonly usual: (policy: Policy, question: Pick<Question, "freeByDefault">) => V;
  /** What the rules that speak of it start from: what they say replaces the usual, or only adds to it. */
  readonly startsFrom: (usual: V) => V;
  /** What a rule says of it; undefined: nothing. */
  readonly said: (then: Terms) => V | undefined;
  /** What satisfies both. */
  readonly strictest: (a: V, b: V) => V;
  /** Why `now` asks for more than `before`, in words; null: it does not. */
  readonly stricter: (before: V, now: V) => string | null;
  /** Whether that is told before the names of the rules that have come to hold. */
  readonly toldFirst: boolean;
  /** Whether it is a demand on approvers, which nobody would meet if there were none. */
  readonly needsApprover: (value: V) => boolean;
  readonly digest: (value: V) => Digested;
}

const TERMS: { readonly [K in TermKey]: Term<VerdictTerms[K]> } = {
  deny: {
    usual: () => null,
    startsFrom: (usual) => usual,
    said: (then) => then.deny,
    strictest: (a, b) => a ?? b,
    stricter: (before, now) => (now !== null && before === null ? `policy now denies it: ${now}` : null),
    toldFirst: true,
    needsApprover: () => false,
    digest: (value) => value,
  },
  approvals: {
    usual: (policy, { freeByDefault }) => (freeByDefault ? 0 : policy.default.approvals),
    startsFrom: () => 0,
    said: (then) => then.approvals,
    strictest: Math.max,
    stricter: (before, now) => (now > before ? `${now} approvals are needed now, ${before} before` : null),
    toldFirst: true,
    needsApprover: () => false,
    digest: (value) => value,
  },
  expires: {
    usual: (policy) => policy.default.expires,
    startsFrom: (usual) => usual,
    said: (then) => then.expires,
    strictest: Math.min,
    stricter: (before, now) =>
      now < before ? `it has to be approved within ${exactly(now)} now, ${exactly(before)} before` : null,
    toldFirst: false,
    needsApprover: () => false,
    digest: (value) => value,
  },
  selfApproval: {
    usual: (policy) => policy.default.selfApproval,
    startsFrom: () => true,
    said: (then) => then.selfApproval,
    strictest: (a, b) => a && b,
    stricter: (before, now) => (before && !now ? "self-approval is no longer allowed" : null),
    toldFirst: false,
    // That nobody approves the own request holds by default, and asks for no approval by itself.
    needsApprover: () => false,
    digest: (value) => value,
  },
  exclude: {
    usual: () => [],
    startsFrom: (usual) => usual,
    said: (then) => then.exclude,
    strictest: union,
    stricter: (before, now) => (hasMore(before, now) ? "more people are excluded from approving" : null),
    toldFirst: false,
    needsApprover: (value) => value.length > 0,
    digest: (value) => value.toSorted(),
  },
  stepUp: {
    usual: () => [],
    startsFrom: (usual) => usual,
    said: (then) => (then.stepUp === undefined ? undefined : [then.stepUp]),
    strictest: union,
    stricter: (before, now) => (hasMore(before, now) ? "a stronger sign-in is needed now" : null),
    toldFirst: false,
    needsApprover: (value) => value.length > 0,
    digest: (value) => value.toSorted(),
  },
  reasonRequired: {
    usual: (policy) => policy.default.reason === "required",
    startsFrom: (usual) => usual,
    said: () => undefined,
    strictest: (a, b) => a || b,
    // It is asked for when a request is opened: one that waits has got past it.
    stricter: () => null,
    toldFirst: false,
    needsApprover: () => false,
    digest: (value) => value,
  },
};

const KEYS = Object.keys(TERMS) as TermKey[];

/** What holds where no rule speaks. */
export function usualTerms(policy: Policy, question: Pick<Question, "freeByDefault">): VerdictTerms {
  return eachTerm((_, term) => term.usual(policy, question));
}

/** The usual terms with the rules that match for certain: they may loosen some, and among them the strictest wins. */
export function withRules(usual: VerdictTerms, rules: readonly Terms[]): VerdictTerms {
  return eachTerm((key, term) => {
    const said = rules.flatMap((then) => {
      const value = term.said(then);
      return value === undefined ? [] : [{ value }];
    });
    const start = said.length === 0 ? usual[key] : term.startsFrom(usual[key]);
    return said.reduce((so, { value }) => term.strictest(so, value), start);
  });
}

/** The terms with one more rule, which can only make them stricter. */
export function tightened(terms: VerdictTerms, then: Terms): VerdictTerms {
  return eachTerm((key, term) => {
    const said = term.said(then);
    return said === undefined ? terms[key] : term.strictest(terms[key], said);
  });
}

/** What satisfies both, in every term. */
export function strictestTerms(a: VerdictTerms, b: VerdictTerms): VerdictTerms {
  return eachTerm((key, term) => term.strictest(a[key], b[key]));
}

/** Whether a rule asks for more than these terms. */
export function asksForMore(then: Terms, terms: VerdictTerms): boolean {
  return stricterTerms(terms, tightened(terms, then)).length > 0;
}

/** What has become stricter from one to the other, in words, the most telling first. */
export function stricterTerms(
  before: VerdictTerms,
  now: VerdictTerms,
): readonly { readonly words: string; readonly toldFirst: boolean }[] {
  return KEYS.flatMap((key) => stricterIn(key, before, now));
}

function stricterIn<K extends TermKey>(key: K, before: VerdictTerms, now: VerdictTerms) {
  const { stricter, toldFirst } = TERMS[key];
  const words = stricter(before[key], now[key]);
  return words === null ? [] : [{ words, toldFirst }];
}

/** Whether what a rule says can only be kept if somebody approves. */
export function needsApprover(then: Terms): boolean {
  const needs = <K extends TermKey>(key: K): boolean => {
    const said = TERMS[key].said(then);
    return said !== undefined && TERMS[key].needsApprover(said);
  };
  return KEYS.some(needs);
}

/** The terms as the digest takes them: whatever their order, and complete. */
export function digestOfTerms(terms: VerdictTerms): readonly (readonly [TermKey, Digested])[] {
  const digested = <K extends TermKey>(key: K): readonly [TermKey, Digested] => [
    key,
    TERMS[key].digest(terms[key]),
  ];
  return KEYS.map(digested);
}

function eachTerm(
  make: <K extends TermKey>(key: K, term: Term<VerdictTerms[K]>) => VerdictTerms[K],
): VerdictTerms {
  const one = <K extends TermKey>(key: K) => [key, make(key, TERMS[key])] as const;
  return Object.fromEntries(KEYS.map((key) => one(key))) as unknown as VerdictTerms;
}

function union(a: readonly string[], b: readonly string[]): readonly string[] {
  return [...new Set([...a, ...b])];
}

function hasMore(before: readonly string[], now: readonly string[]): boolean {
  return now.some((one) => !before.includes(one));
}
