import { pickerCard } from "../commands/parts/picker.ts";
import type { Device } from "../core/model.ts";
import type { Deps } from "./deps.ts";
import { CardRefs } from "./refs.ts";
import type { Done, Job } from "./run-command.ts";

/** The picker for a change command: the same command goes on with the chosen device's id. */
export async function pickerOf(
  deps: Deps,
  job: Pick<Job, "command" | "raw">,
  devices: readonly Device[],
): Promise<Done> {
  const refs = new CardRefs(deps.ids.uuid(), deps.commands);
  const now = deps.clock.now();
  const content = pickerCard(devices, now, (device) =>
    refs.button("Choose this one", job.command.name, { ...job.raw, target: device.id }),
  );
  await deps.store.transaction((tx) => refs.save(tx, now));
  return { kind: "content", content };
}
