import { useState } from "preact/hooks";
import type { DeviceItem, DevicesItem, DeviceStep } from "../../page-server/view.ts";
import { api } from "../api.ts";
import { html } from "../html.ts";
import type { VNode } from "../html.ts";
import { Act } from "./act.ts";
import { Choice } from "./choice.ts";
import type { Run } from "./panel.ts";

const FIRST = "ward5-nurse02";
const HINT = "Change a device while a request about it is open, and see what becomes of the request.";

function labelOf({ name, tagged, silent, leaks }: DeviceItem): string {
  const marks = [...(tagged ? ["Tier0"] : []), ...(silent ? ["silent"] : []), ...(leaks ? ["talks on"] : [])];
  return [name, ...marks].join(" · ");
}

/** What can be done to that device as it is. */
function stepsOf({ tagged, silent, leaks }: DeviceItem): readonly (readonly [DeviceStep, string])[] {
  return [
    tagged ? ["untag", "Remove tag Tier0"] : ["tag", "Add tag Tier0"],
    ["reimage", "Re-image"],
    silent ? ["wake", "Comes back"] : ["silence", "Goes silent"],
    leaks ? ["seal", "Talks no more"] : ["leak", "Talks on when isolated"],
    ["disrupt", "Defender isolates it"],
    ["playbook", "A playbook isolates it"],
    ["portal-release", "Released in the portal"],
  ];
}

/** What happens to devices: a tag, a new installation, silence. */
export function DeviceSection({ devices, run }: { devices: DevicesItem; run: Run }): VNode {
  const [picked, setPicked] = useState("");
  const all = devices.devices;
  const device = all.find(({ id }) => id === picked) ?? all.find(({ name }) => name === FIRST);
  return html`<section data-testid="devices">
    <h3>Devices</h3>
    <${Choice}
      label="Device"
      testId="device"
      value=${device?.id ?? ""}
      options=${all.map((one) => ({ value: one.id, label: labelOf(one) }))}
      onPick=${setPicked}
    />
    <div class="panel-actions">
      ${
        device !== undefined &&
        stepsOf(device).map(
          ([step, title], place) =>
            html`<${Act}
              key=${place}
              testId=${`device-${step}`}
              onAct=${() => run(api.stepDevice(device.id, step))}
            >
              ${title}
            <//>`,
        )
      }
    </div>
    <p class="panel-hint" data-testid="device-told" role="status">${devices.told ?? HINT}</p>
  </section>`;
}
