import { describe, expect, test } from "vitest";
import type { Request } from "../../src/requests/machine/request.ts";
import { FRESH_EXECUTION } from "../../src/requests/machine/execution.ts";
import { demandStepUp, StepUpRequired, subjectOf } from "../../src/requests/machine/step-up.ts";
import {
  clicker,
  decide,
  decideRaw,
  person,
  requestWith,
  type SeenEvent,
  START,
  verdict,
} from "../support/request.ts";
import type { StepUpProof } from "../../src/identity/step-up.ts";
import type { Clicker } from "../../src/requests/machine/clicker.ts";

const MINUTE = 60_000;
const seen = { ...verdict, stepUp: ["c1"] };
const waiting = requestWith({ verdict: seen });
const carla = clicker("carla", "Approver");
const subject = subjectOf("approve", waiting.id);
const good: StepUpProof = { subject, asked: "c1", contexts: ["c1"], at: START };

const look = { verdict: seen, device: null, newcomer: null, alertOwners: [], halt: null };

function approve(proof: StepUpProof | null, by: Clicker = carla, now = START + MINUTE): SeenEvent {
  return { kind: "approve", by, now, ...look, proof };
}

/** What the person is asked to do; null: nothing, the decision stands. */
function demanded(request: Request, event: SeenEvent, proof: StepUpProof | null) {
  try {
    demandStepUp(decideRaw(request, event), subject, proof);
    return null;
  } catch (error) {
    return error instanceof StepUpRequired ? error.demand : expect.fail("another error");
  }
}

describe("an approval under a rule with stepUp", () => {
  test("counts with a sign-in that was made for that click", () => {
    expect(decide(waiting, approve(good))).toMatchObject({ kind: "changed", request: { state: "Approved" } });
  });

  test.each<[string, StepUpProof | null]>([
    ["none", null],
    ["for another request", { ...good, subject: subjectOf("approve", "0000-0000") }],
    ["for another click on this request", { ...good, subject: subjectOf("resume", waiting.id) }],
    ["that satisfies another context", { ...good, contexts: ["c2"] }],
    ["from just over five minutes ago", { ...good, at: START - 4 * MINUTE - 1 }],
    ["from the future", { ...good, at: START + MINUTE + 1 }],
  ])("does not with a sign-in %s", (_, proof) => {
    expect(decide(waiting, approve(proof))).toMatchObject({
      kind: "refused",
      text: "The policy asks for a stronger sign-in (c1) for this click, and yours did not give it.",
      stepUp: ["c1"],
    });
  });

  test.each([START + MINUTE, START - 4 * MINUTE])(
    "does with one of this moment or of five minutes ago",
    (at) => {
      expect(decide(waiting, approve({ ...good, at }))).toMatchObject({ kind: "changed" });
    },
  );

  test("names every context that is lacking", () => {
    const two = { ...seen, stepUp: ["c1", "c2"] };
    const event = { ...approve(null), verdict: two } as SeenEvent;
    expect(decide(requestWith({ verdict: two }), event)).toMatchObject({
      text: expect.stringContaining("(c1, c2)") as string,
      stepUp: ["c1", "c2"],
    });
  });

  test("needs it as the card says, also when the policy asks for none any more", () => {
    const laxer = { ...approve(null), verdict: { ...seen, stepUp: [] } } as SeenEvent;
    expect(decide(waiting, laxer)).toMatchObject({ kind: "refused", stepUp: ["c1"] });
  });

  test("sends nobody to a sign-in whose click would be refused anyway", () => {
    for (const by of [clicker("ana", "Approver"), clicker("ben", "Responder")]) {
      expect(demanded(waiting, approve(null, by), null)).toBeNull();
    }
    expect(demanded(requestWith({ ...waiting, state: "Denied" }), approve(null), null)).toBeNull();
  });
});

describe("the sign-in", () => {
  test("is asked for, for this click and this context", () => {
    expect(demanded(waiting, approve(null), null)).toEqual({ subject, context: "c1", before: null });
    const required = new StepUpRequired({ subject, context: "c1", before: null });
    expect(required).toMatchObject({ reason: "step-up", name: "StepUpRequired" });
    const acrs = { essential: true, value: "c1" };
    expect(JSON.parse(required.claims ?? "")).toEqual({ id_token: { acrs }, access_token: { acrs } });
  });

  test("is asked for again for the next context, and keeps what is proven", () => {
    const two = { ...seen, stepUp: ["c1", "c2"] };
    const event = { ...approve(good), verdict: two } as SeenEvent;
    const request = requestWith({ verdict: two });
    expect(demanded(request, event, good)).toEqual({ subject, context: "c2", before: good });
    const both = { ...good, asked: "c2", contexts: ["c1", "c2"] };
    expect(decide(request, { ...event, proof: both } as SeenEvent)).toMatchObject({ kind: "changed" });
  });

  test("for another click proves nothing for this one, and is not kept", () => {
    const elsewhere = { ...good, subject: subjectOf("approve", "0000-0000") };
    expect(demanded(waiting, approve(elsewhere), elsewhere)).toEqual({
      subject,
      context: "c1",
      before: null,
    });
  });

  test("is not asked for in circles: when Entra did not give what was asked, the refusal is on record", () => {
    const empty = { ...good, contexts: [] };
    expect(demanded(waiting, approve(empty), empty)).toBeNull();
    expect(decide(waiting, approve(empty))).toMatchObject({ kind: "refused", audit: [{ event: "refused" }] });
  });
});

test("Resume asks for it too: it sends with that approver's token", () => {
  const interrupted = requestWith({
    verdict: seen,
    state: "Interrupted",
    approvals: [{ person: person("david"), at: START }],
    execution: FRESH_EXECUTION,
  });
  const resume = { kind: "resume" as const, by: carla, now: START + MINUTE, ...look };
  expect(decide(interrupted, resume)).toMatchObject({ kind: "refused", stepUp: ["c1"] });
  const proof = { ...good, subject: subjectOf("resume", interrupted.id) };
  expect(decide(interrupted, { ...resume, proof })).toMatchObject({ request: { state: "Approved" } });
});
