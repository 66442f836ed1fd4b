import { z } from "zod";
import { ALERT_OWNER } from "../../policy/model.ts";
import { comparable, fitting } from "../../policy/canonical.ts";

/** Names in a policy. One that fits nothing would be a rule that holds for nothing, and look as if it did: it is refused. */

/** A name, or `*` for any run of characters in it. */
export const pattern = z
  .string()
  .min(1)
  .max(200)
  .refine((value) => comparable(value) !== "", "has to name something that can be seen")
  // What a file in another encoding leaves behind: no name has it.
  .refine(
    (value) => !/[\uFFFD\p{Cs}]/u.test(value),
    "has a letter in it that was damaged: save the file as UTF-8",
  );

/** The values that Defender has for a device. */
const DEVICE_VALUES = ["Low", "Normal", "High"] as const;

/** A pattern for the value of a device. */
export const deviceValue = pattern.refine(
  (value) => DEVICE_VALUES.some((one) => fitting([value], one) !== null),
  `fits no value of a device; those are ${DEVICE_VALUES.join(", ")}`,
);

function namesSomebody(who: string): boolean {
  return /[@*]/.test(who) || /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(who);
}

/** A pattern for who asks. */
export const personPattern = pattern.refine(
  namesSomebody,
  "names nobody; it has to be a user principal name, a pattern or an object id",
);

/** What people call the owner of the alert, without blanks and signs. */
const OWNER_WORDS = new Set([
  "alertowner",
  "alertsowner",
  "owner",
  "alertassignee",
  "assignee",
  "assignedto",
]);

/** Who may not approve. */
export const excluded = pattern
  .transform((who, context) => {
    if (OWNER_WORDS.has(who.toLowerCase().replace(/[^a-z]/g, ""))) return ALERT_OWNER;
    if (namesSomebody(who)) return who;
    context.addIssue(
      `"${who}" names nobody; it has to be ${ALERT_OWNER}, a user principal name, a pattern or an object id`,
    );
    return z.NEVER;
  })
  .meta({ pattern: "[@*]|[Oo]wner|[Aa]ssign|^[0-9a-fA-F-]{36}$", examples: [ALERT_OWNER] });
