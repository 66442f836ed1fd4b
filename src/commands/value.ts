import { say } from "../texts/text.ts";
import { choice, deviceTarget, positional } from "../grammar/args.ts";
import { changes } from "../requests/change-command.ts";

const VALUES = ["Normal", "Low", "High"] as const;

export const value = changes({
  name: "value",
  summary: say("summary.value"),
  args: {
    target: positional(deviceTarget, say("argument.device")),
    value: positional(choice(...VALUES), say("argument.value")),
  },
  example: "value web01.contoso.com high",
  target: "device",
  button: null,
  title: (args) => say("commands.value", { value: valueOf(args) }),
  after: (device, args) => ({ ...device, value: valueOf(args) }),
  call: {
    operation: "setDeviceValue",
    async send(defender, { target, args }) {
      await defender.changeDevice(target.id, "setDeviceValue", { DeviceValue: valueOf(args) });
    },
    async compare(defender, { target, args }) {
      return (await defender.device(target.id)).value === valueOf(args) ? "done" : "not-done";
    },
  },
});

function valueOf({ value = "" }: Readonly<Record<string, string>>): (typeof VALUES)[number] {
  return VALUES.find((one) => one.toLowerCase() === value.toLowerCase()) ?? "Normal";
}
