import { expect, test } from "vitest";
import { isolate } from "../../src/commands/isolate.ts";
import { isSentBy } from "../../src/requests/machine/standing.ts";
import type { Request } from "../../src/requests/machine/request.ts";
import { person, requestWith, START } from "../support/request.ts";

/** Which requests that wait have nothing left to do once another one was sent. */

const waiting = requestWith({ id: "WAIT-0001", args: { type: "Full" } });
const other = (more: Partial<Request>) =>
  requestWith({ id: "SENT-0001", state: "Pending", args: { type: "Selective" }, ...more });
const emergency = { review: null };

test("an emergency that ran without an approval ends them all, whatever their terms", () => {
  expect(isSentBy(isolate, waiting, other({ emergency, approvals: [] }))).toBe(true);
});

test("one that had to be approved in the end is a request like any other: it ends those with its own terms", () => {
  const approvals = [{ person: person("carla"), at: START }];
  expect(isSentBy(isolate, waiting, other({ emergency, approvals }))).toBe(false);
  expect(isSentBy(isolate, waiting, other({ emergency, approvals, args: { type: "Full" } }))).toBe(true);
});
