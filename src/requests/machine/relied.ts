import { sha256Of } from "../../shared/digest.ts";
import { say, type Text, type Words } from "../../texts/text.ts";
import type { Verdict } from "../../policy/model.ts";
import type { Digested } from "../../policy/device-facts.ts";

/**
 * Something beside its target that a call goes by or takes away, and that others can exchange behind an approval: a script of
 * the library, the indicator that stands there already. It is on the card, and approvals are bound to it.
 */
export interface Relied {
  /** Which of them it is. */
  readonly key: string;
  /** What it is now: another text is another thing. */
  readonly is: string;
  /** As the card says it. */
  readonly shown: Words;
}

/** What several things are together, as one text. */
export function identityOf(...parts: readonly Digested[]): string {
  return sha256Of(parts);
}

/** What of it is in the digest that approvals are bound to. */
export function digestOfRelied(relied: readonly Relied[]): readonly (readonly string[])[] {
  return relied.map(({ key, is }) => [key, is]).toSorted(([a = ""], [b = ""]) => (a < b ? -1 : 1));
}

/** Whether it was shown as it is now. */
export function isShown({ key, is }: Relied, shown: readonly Relied[]): boolean {
  return shown.some((one) => one.key === key && one.is === is);
}

/** What is there now and was not shown, in parts of a sentence. What is gone takes nothing from what was approved. */
export function reliedDrift(
  before: readonly Relied[] | undefined,
  now: readonly Relied[] | undefined,
): readonly Text[] {
  if (before === undefined || now === undefined) return [];
  return now
    .filter((one) => !isShown(one, before))
    .map(({ shown }) => say("relied.notShownThen", { what: shown }));
}

/** What an approver should beware of before they click, with what it takes away, and what the call goes by, first. */
export function warningsOn({
  relied = [],
  warnings,
  verdict,
}: {
  readonly relied?: readonly Relied[];
  readonly warnings: readonly Words[];
  /** Of older requests it has no word on that. */
  readonly verdict: Partial<Pick<Verdict, "guarded">>;
}): readonly Words[] {
  return [
    ...(verdict.guarded == null ? [] : [verdict.guarded]),
    ...relied.map(({ shown }) => shown),
    ...warnings,
  ];
}
