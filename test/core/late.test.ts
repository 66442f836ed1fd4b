import { expect, test } from "vitest";
import { newsOfEnd } from "../../src/requests/machine/late.ts";
import { FRESH_EXECUTION } from "../../src/requests/machine/execution.ts";
import { say } from "../../src/texts/text.ts";
import { clicker, decide, lookingClick, person, requestWith, START } from "../support/request.ts";

test("who heard that a lease's release is late hears how it ends, also where somebody had to press Resume", () => {
  const interrupted = requestWith({
    state: "Interrupted",
    origin: "lease:7KQ2-M4XD",
    approvals: [{ person: person("david"), at: START }],
    execution: { ...FRESH_EXECUTION, toldLate: true },
  });
  const decision = decide(interrupted, lookingClick("resume", clicker("carla", "Approver"), START + 1));
  const resumed = decision.kind === "changed" ? decision.request : expect.fail(decision.text);
  const news = say("decisions.resumed");
  expect(newsOfEnd(resumed, news)).toEqual([null, news]);
  expect(newsOfEnd({ ...resumed, execution: FRESH_EXECUTION }, news)).toEqual([news]);
});
