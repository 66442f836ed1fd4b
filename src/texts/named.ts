import { say, type Text } from "./text.ts";

/** The enums of Microsoft's APIs that have names of ours. */
type Term =
  | "category"
  | "source"
  | "investigation"
  | "health"
  | "antivirus"
  | "level"
  | "onboarding"
  | "classification";

/** A value by its name; null: there is none. */
export function named(term: Term, value: string | null | undefined): Text | null {
  return value === null || value === undefined || value === "" ? null : say(`terms.${term}`, { value });
}

/** What somebody has found out about an alert or an incident; null: nothing yet. */
export function judged(found: {
  readonly classification: string | null;
  readonly determination: string | null;
}): Text | null {
  const { classification, determination } = found;
  const items = [
    ...(classification === null ? [] : [say("terms.classification", { value: classification })]),
    ...(determination === null ? [] : [say("terms.determination", { value: determination, of: null })]),
  ];
  return items.length === 0 ? null : say("common.listed", { items });
}
