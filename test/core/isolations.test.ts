import { expect, test } from "vitest";
import { isolations } from "../../src/commands/parts/isolations.ts";
import { machineActionWith } from "../support/request.ts";
import { listed } from "../support/listed.ts";

test("an isolation that holds is told as the one that brought it about, not as a later one that never came to be", async () => {
  const actions = (["Succeeded", "TimeOut", "Failed", "Cancelled"] as const).map((status, at) =>
    machineActionWith({ id: `a${String(at)}`, type: "Isolate", status, createdAt: at + 1 }),
  );
  const defender = {
    machineActions: ({ type }: { type?: string }) =>
      Promise.resolve(listed(type === "Isolate" ? actions : [])),
  };
  expect((await isolations(defender)).items).toMatchObject([{ state: "on", action: { id: "a0" } }]);
});
