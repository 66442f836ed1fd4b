import { expect, test } from "vitest";
import { recorded } from "../../src/texts/render.ts";
import { card, type NoticeCardData } from "../../src/messaging/card.ts";
import { text } from "../../src/messaging/content.ts";
import { Fault, sentenceFor, unreachable, UserError, type FaultCode } from "../../src/shared/errors.ts";
import { sayLine } from "../../src/texts/safe-text.ts";
import { SignInRequired } from "../../src/identity/sign-in-required.ts";
import { DefenderError } from "../../src/defender/error.ts";
import { MessengerError } from "../../src/messaging/messenger.ts";
import { verbatim } from "../../src/texts/text.ts";

/** What people are told when something went wrong, and what the log can tell apart. */

const failed = { status: 503, effect: "unknown", retryAfterMs: 5000 } as const;
const call = { ...failed, defenderCode: "ServiceUnavailable", correlationId: "c1", retryable: false };

test.each<[string, Error, object]>([
  ["UserError", new UserError("policy", verbatim("No.")), { code: "policy", message: "No." }],
  [
    "DefenderError",
    new DefenderError("throttled", verbatim("Busy."), call),
    { ...call, code: "throttled", message: "Busy." },
  ],
  [
    "MessengerError",
    new MessengerError(verbatim("Gone."), { ...failed, obstacle: "gone" }),
    { ...failed, obstacle: "gone", code: "unreachable", message: "Gone." },
  ],
  [
    "SignInRequired",
    new SignInRequired("consent", null, "Machine.Scan"),
    { reason: "consent", claims: null, permission: "Machine.Scan", message: "sign-in required" },
  ],
  ["Fault", new Fault("store", "no row", { table: "refs" }), { code: "store", fields: { table: "refs" } }],
])("%s carries its name and what is known", (name, error, known) => {
  expect(error).toMatchObject({ name, ...known });
});

test("a service that does not answer is named, and nothing is said to be done", () => {
  expect(unreachable("Entra ID")).toMatchObject({
    code: "unreachable",
    message: "Entra ID can't be reached at the moment. Nothing was changed. Please try again in a minute.",
  });
});

const UNCLEAR: readonly FaultCode[] = [
  ...(["invariant", "card", "entra", "defender", "teams", "configuration", "token-key"] as const),
];

test("a fault that is no mystery has a sentence; others, and errors of others, have a reference only", () => {
  expect(recorded(sentenceFor(new Fault("store", "x"))!)).toMatch(
    /can't reach my database .* may not have taken this/,
  );
  expect(recorded(sentenceFor(new Fault("late", "x"))!)).toMatch(/takes longer than it should/);
  for (const code of UNCLEAR) expect(sentenceFor(new Fault(code, "secret")), code).toBeNull();
  expect(sentenceFor(new Error("store"))).toBeNull();
});

test("what is shown is a text, or a card with the words of its notification", () => {
  expect(text(sayLine("Done."))).toEqual({ kind: "text", text: sayLine("Done.") });
  const data = { title: "Done", text: sayLine("All of it."), tone: "good", buttons: [] } as const;
  expect(card<NoticeCardData>("notice", data, sayLine("It is done"))).toEqual({
    ...{ kind: "card", card: "notice", data, summary: "It is done" },
  });
});
