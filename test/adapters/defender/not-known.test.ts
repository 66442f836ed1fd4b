import { expect, test } from "vitest";
import { failureOf } from "../../../src/adapters/defender/errors.ts";
import { askedBy, OPERATIONS } from "../../../src/defender/operations.ts";

test.each(Object.values(OPERATIONS).filter(({ path }) => path.split("/").includes("{id}")))(
  "$method $path: what is not known is named by the id that was asked for",
  (operation) => {
    const answer = { kind: "answer", status: 404, retryAfterMs: null, claims: null } as const;
    const body = { error: { code: "ResourceNotFound", message: "x" } };
    const path = `${operation.path.replace("{id}", encodeURIComponent("a b@c.example"))}?$top=1`;
    const asked = askedBy(operation, path);
    const error = failureOf({ ...answer, body }, { operation, payer: "person", asked });
    expect(error).toMatchObject({ code: "not-found" });
    expect(error.message).toContain("a b@c.example");
  },
);
