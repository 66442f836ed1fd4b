import type { SandboxDevice } from "../../sandbox/defender/types.ts";
import type { Services } from "./services.ts";

/**
 * One more device in Defender, like that one but for what is changed: nobody has asked for it yet. It keeps the name
 * unless that is changed, and its users.
 */
export function deviceLike(
  { sandboxDefender: { devices } }: Services,
  model: SandboxDevice,
  change: Partial<SandboxDevice> = {},
): SandboxDevice {
  // Its users hang on the first eight digits of its id.
  const id = model.id.slice(0, 8) + devices.length.toString(16).padStart(32, "0");
  const device = { ...model, machineTags: [...model.machineTags], ...change, id };
  devices.push(device);
  return device;
}
