import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cutOffGuard, GUARDED_ROLES, LOCKING, lockOutDenial } from "../../src/requests/machine/lock-out.ts";
import { decide } from "../../src/requests/machine/decide.ts";
import type { ApprovalEvent, Request } from "../../src/requests/machine/request.ts";
import { person, requestWith, START } from "../support/request.ts";
import { runs } from "../support/laws.ts";

/** What protects the people who could undo something, whatever is asked in whatever order. */

const id = fc.constantFrom("a", "b", "c", "d", "e");
const ids = fc.uniqueArray(id);
const holders = fc.record({ Approver: ids, BreakGlass: ids, listed: fc.boolean() });

describe("two holders of each role remain", () => {
  test("however many accounts are acted on, one after the other: what is let through leaves two of each role that it takes one from", () => {
    fc.assert(
      fc.property(holders, fc.array(fc.tuple(fc.constantFrom(...LOCKING), id)), (held, invocations) => {
        const gone: string[] = [];
        for (const [action, target] of invocations) {
          if (lockOutDenial({ action, target, holders: held, gone }) !== null) continue;
          gone.push(target);
          for (const role of GUARDED_ROLES) {
            if (!held[role].includes(target)) continue;
            expect(held[role].filter((one) => !gone.includes(one)).length).toBeGreaterThanOrEqual(2);
          }
        }
      }),
      { numRuns: runs(500) },
    );
  });

  test("where holders can't be listed nobody is suspended, and what locks nobody out is never refused", () => {
    fc.assert(
      fc.property(holders, id, ids, (held, target, gone) => {
        const asked = { target, holders: { ...held, listed: false }, gone };
        expect(lockOutDenial({ ...asked, action: "suspend" })).not.toBeNull();
        expect(lockOutDenial({ ...asked, action: "reinstate" })).toBeNull();
      }),
    );
  });

  test("whoever's devices are cut off, it is never refused: two people look wherever fewer than two holders would be left", () => {
    fc.assert(
      fc.property(holders, fc.option(ids), ids, (held, heldBy, gone) => {
        const isGuarded = cutOffGuard({ heldBy, holders: held, gone }) !== null;
        const leavesFew = GUARDED_ROLES.some((role) => {
          const isHit = held[role].some((one) => heldBy?.includes(one));
          const left = held[role].filter((one) => ![...gone, ...(heldBy ?? [])].includes(one));
          return isHit && (left.length < 2 || !held.listed);
        });
        expect(isGuarded).toBe(heldBy !== null && leavesFew);
      }),
      { numRuns: runs(500) },
    );
  });

  test("ids are compared without regard to case", () => {
    const held = { Approver: ["A", "b"], BreakGlass: [], listed: true };
    expect(lockOutDenial({ action: "suspend", target: "a", holders: held, gone: [] })).not.toBeNull();
  });
});

describe("the accused decides nothing", () => {
  const accused = { person: person("carla"), roles: ["Approver", "Responder", "Admin"] as const };
  const about: Request = {
    ...requestWith({}),
    target: { kind: "user", id: accused.person.oid.toUpperCase(), name: accused.person.upn },
  };
  const look = { verdict: about.verdict, device: null, newcomer: null, alertOwners: [], halt: null };
  const clicks: readonly ApprovalEvent[] = [
    { kind: "approve", by: accused, now: START, view: "", ...look },
    { kind: "deny", by: accused, now: START, reason: "no" },
    { kind: "resume", by: accused, now: START, view: "", ...look },
    { kind: "review", by: accused, now: START, comment: null, view: "" },
  ];

  test.each(clicks.map((click) => [click.kind, click] as const))(
    "%s changes nothing, in whatever state the request is",
    (_, click) => {
      for (const state of ["Requested", "Approved", "Executing", "Interrupted", "Succeeded"] as const) {
        const decision = decide({ ...about, state }, click);
        expect(decision.kind).toBe("refused");
        expect(decision.audit).toHaveLength(1);
      }
    },
  );

  test("somebody else of the same name is another person", () => {
    const other = { person: { ...accused.person, oid: person("david").oid }, roles: accused.roles };
    const decision = decide(about, { kind: "deny", by: other, now: START, reason: null });
    expect(decision.kind).toBe("changed");
  });
});
