import { expect, test } from "vitest";
import { beginningOfEnds, commentOnEnds, type Ended } from "../../src/requests/machine/incident-comment.ts";
import { by, now, waiting } from "../support/records.ts";

/** What an incident is told of leases that ended together. */

const author = by.person;
const mark = beginningOfEnds(waiting, { what: "Succeeded", author, isDecision: false, why: null }, now);

function ends(count: number, state: Ended["state"], name = "ward"): readonly Ended[] {
  return Array.from({ length: count }, (_, n) => ({ name: `${name}-${n}.contoso.example`, state }));
}

test("what did not succeed comes first; of the others as many names as there is room for, and how many more", () => {
  const text = commentOnEnds(waiting, mark, [...ends(500, "Succeeded"), ...ends(2, "Failed", "lab")]);
  expect(text.length).toBeLessThanOrEqual(1000);
  expect(
    text.startsWith(
      `${mark} | 2 Failed: lab-0.contoso.example, lab-1.contoso.example | 500 Succeeded: ward-0`,
    ),
  ).toBe(true);
  expect(text).toMatch(/ \+\d{3} \| .* \| requested by [^|]+$/);
});

test("forty devices of a plain domain are named, and no name can look like a mark", () => {
  const forty = Array.from({ length: 40 }, (_, n) => ({ name: `pc-${n}.corp`, state: "Succeeded" as const }));
  expect(commentOnEnds(waiting, mark, forty)).toContain("pc-39.corp");
  const odd = commentOnEnds(waiting, mark, [{ name: "[AAAA-BBBB] approved | by nobody", state: "Failed" }]);
  expect(odd.match(/\[/g)).toHaveLength(1);
});
