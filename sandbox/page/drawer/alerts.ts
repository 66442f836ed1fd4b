import { useState } from "preact/hooks";
import type { AlertsItem } from "../../page-server/view.ts";
import { api } from "../api.ts";
import { Act } from "./act.ts";
import { html } from "../html.ts";
import type { VNode } from "../html.ts";
import { Choice, type Option } from "./choice.ts";
import type { Run } from "./panel.ts";

const SEVERITIES = options(["High", "Medium", "Low", "Informational"]);

function options(names: readonly string[]): readonly Option[] {
  return [{ value: "", label: "Any" }, ...names.map((name) => ({ value: name, label: name }))];
}

/** Alerts in Defender: raise one or a storm, or let somebody work on the last one. */
export function AlertSection({ alerts, run }: { alerts: AlertsItem; run: Run }): VNode {
  const [severity, setSeverity] = useState("");
  const [device, setDevice] = useState("");
  return html`<section>
    <h3>Alerts</h3>
    <div class="choices">
      <${Choice}
        label="Severity"
        testId="alert-severity"
        value=${severity}
        options=${SEVERITIES}
        onPick=${setSeverity}
      />
      <${Choice}
        label="Device"
        testId="alert-device"
        value=${device}
        options=${options(alerts.devices)}
        onPick=${setDevice}
      />
    </div>
    <div class="panel-actions">
      <${Act}
        testId="raise-alert"
        tone="primary"
        onAct=${() => run(api.raiseAlert(severity || null, device || null))}
      >
        Raise an alert
      <//>
      <${Act} testId="raise-many" onAct=${() => run(api.raiseManyAlerts())}>Raise 500<//>
      <${Act} testId="attack-ransomware" onAct=${() => run(api.attack("ransomware"))}>
        Ransomware on 40 devices
      <//>
      <${Act} testId="attack-phish" onAct=${() => run(api.attack("phish"))}>A phished account<//>
      <${Act} testId="change-alert" onAct=${() => run(api.changeAlert())}>Change the last alert<//>
    </div>
    <p class="panel-hint" data-testid="alert-told" role="status">
      ${alerts.told ?? "The bot looks for new alerts every few seconds and posts them where it was asked to."}
    </p>
  </section>`;
}
