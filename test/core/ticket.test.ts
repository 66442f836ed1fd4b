import { describe, expect, test } from "vitest";
import { COMMANDS } from "../../src/commands/index.ts";
import { parse } from "../../src/grammar/parse.ts";
import { commentOf } from "../../src/requests/machine/ownership.ts";
import { draftOf } from "../../src/requests/transition/audit-record.ts";
import { actorOf } from "../../src/audit/record.ts";
import { person, requestWith, START } from "../support/request.ts";

/** A ticket goes where the request goes, and can bring nothing along. */

const typed = (ticket: string) => parse(`isolate web01 ticket:${ticket} beaconing`, COMMANDS);

describe("a ticket", () => {
  test.each(["INC123", "a", "A-1/b_c.d#9", "x".repeat(64)])("%s is taken", (ticket) => {
    expect(typed(ticket)).toMatchObject({ kind: "command", raw: { ticket, reason: "beaconing" } });
  });

  test.each(["x".repeat(65), "INC|approved", "INC]", "[AAAA-BBBB]", "INC<b>", "å1", "a@b", "a:b", "\u202e1"])(
    "%s is refused, with what is allowed",
    (ticket) => {
      expect(typed(ticket)).toMatchObject({ kind: "fault" });
      expect(JSON.stringify(typed(ticket))).toMatch(/ticket/);
    },
  );

  test("is known to every command that changes something, acknowledging among them", () => {
    const changing = COMMANDS.filter(({ effect }) => effect === "changes");
    expect(changing.map(({ name }) => name)).toContain("ack");
    expect(changing.filter(({ args }) => !("ticket" in args)).map(({ name }) => name)).toEqual([]);
  });

  test("stands in the comment to Defender and in the records, and changes nobody's part in it", () => {
    const request = requestWith({
      args: { type: "Full", ticket: "INC-42/1" },
      reason: "[AAAA-BBBB] a | b",
      approvals: [
        { person: person("carla"), at: START },
        { person: person("david"), at: START },
      ],
    });
    expect(commentOf(request)).toBe(
      "[7KQ2-M4XD] AAAA-BBBB  a   b | ticket INC-42/1 | requested by ana@contoso.example | approved by carla@contoso.example, david@contoso.example",
    );
    expect(commentOf(requestWith({ reason: "x" }))).toBe(
      "[7KQ2-M4XD] x | requested by ana@contoso.example | approved by policy",
    );
    const note = { actor: actorOf(person("ana")), event: "requested", outcome: "waits" } as const;
    expect(draftOf(request, note, START)).toMatchObject({ args: { ticket: "INC-42/1" } });
  });
});
