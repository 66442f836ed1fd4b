import type { Text } from "../texts/text.ts";
import type { Digested } from "./device-facts.ts";
import type { Policy, Terms, VerdictTerms } from "./model.ts";
import { RULE_TERMS, TERMS, type Term } from "./terms.ts";

/** What is done with the terms of a verdict, for all of them alike: `terms.ts` says how for each. */

type TermKey = keyof VerdictTerms;

const KEYS = Object.keys(TERMS) as readonly TermKey[];
const RULE_KEYS = Object.keys(RULE_TERMS) as readonly (keyof Terms)[];

/** What holds where no rule speaks. */
export function usualTerms(policy: Pick<Policy, "default">, triage: boolean): VerdictTerms {
  return eachTerm((_, term) => term.usual(policy.default, triage));
}

/** The usual terms with the rules that match for certain: they may loosen some, and among them the strictest wins. */
export function withRules(usual: VerdictTerms, rules: readonly Terms[]): VerdictTerms {
  const said = rules.map(saidBy);
  return eachTerm((key, term) => {
    const values = said.flatMap((terms) => valueIn(key, terms));
    const start = values.length === 0 ? usual[key] : term.startsFrom(usual[key]);
    return values.reduce((a, b) => term.strictest(a, b), start);
  });
}

/** The terms with one more rule, which can only make them stricter. */
export function tightened(terms: VerdictTerms, then: Terms): VerdictTerms {
  const said = saidBy(then);
  return eachTerm((key, term) => valueIn(key, said).reduce((a, b) => term.strictest(a, b), terms[key]));
}

/** What satisfies both, in every term. */
export function strictestTerms(a: VerdictTerms, b: VerdictTerms): VerdictTerms {
  return eachTerm((key, term) => term.strictest(whole(key, a), whole(key, b)));
}

/** Whether a rule asks for more than these terms. */
export function asksForMore(then: Terms, terms: VerdictTerms): boolean {
  return stricterTerms(terms, tightened(terms, then)).length > 0;
}

/** What has become stricter from one to the other, in words, the most telling first. */
export function stricterTerms(
  before: VerdictTerms,
  now: VerdictTerms,
): readonly { readonly words: Text; readonly toldFirst: boolean }[] {
  const one = <K extends TermKey>(key: K) => {
    const { stricter, toldFirst } = TERMS[key];
    const words = stricter(whole(key, before), whole(key, now));
    return words === null ? [] : [{ words, toldFirst }];
  };
  return KEYS.flatMap(one);
}

/** Whether what a rule says can only be kept if somebody approves. */
export function needsApprover(then: Terms): boolean {
  const said = saidBy(then);
  const one = <K extends TermKey>(key: K): boolean => valueIn(key, said).some(TERMS[key].needsApprover);
  return KEYS.some(one);
}

/**
 * The terms as the digest takes them, whatever their order. What a verdict does not have, because it was stored before
 * there was that term, is not in the digest that it was stored with either.
 */
export function digestOfTerms(terms: VerdictTerms): readonly (readonly [TermKey, Digested])[] {
  const one = <K extends TermKey>(key: K) =>
    valueIn(key, terms).flatMap((value) => {
      const digest = TERMS[key].digest(value);
      return digest === undefined ? [] : [[key, digest] as const];
    });
  return KEYS.flatMap(one);
}

/** What a rule says, as a verdict has it. */
function saidBy(then: Partial<Required<Terms>>): Partial<VerdictTerms> {
  const one = <K extends keyof Terms>(key: K) => {
    const said = then[key];
    return said === undefined ? [] : [[key, RULE_TERMS[key].said(said)] as const];
  };
  return Object.fromEntries(RULE_KEYS.flatMap(one));
}

/** The value of a term, or none. */
function valueIn<K extends TermKey>(key: K, terms: Partial<VerdictTerms>): readonly VerdictTerms[K][] {
  const value = terms[key];
  return value === undefined ? [] : [value];
}

/** The value of a term, also in a verdict that was stored before there was that term. */
function whole<K extends TermKey>(key: K, terms: VerdictTerms): VerdictTerms[K] {
  return valueIn(key, terms)[0] ?? TERMS[key].loosest;
}

function eachTerm(
  make: <K extends TermKey>(key: K, term: Term<VerdictTerms[K]>) => VerdictTerms[K],
): VerdictTerms {
  const one = <K extends TermKey>(key: K) => [key, make(key, TERMS[key])] as const;
  return Object.fromEntries(KEYS.map(one)) as Partial<VerdictTerms> as VerdictTerms;
}
