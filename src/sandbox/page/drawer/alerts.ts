import { useState } from "preact/hooks";
import type { AlertsItem } from "../../page-server/view.ts";
import { api } from "../api.ts";
import { html } from "../html.ts";
import type { VNode } from "../html.ts";
import type { Run } from "./panel.ts";

const SEVERITIES = ["High", "Medium", "Low", "Informational"];

function Choice(props: {
  label: string;
  testId: string;
  any: string;
  value: string;
  options: readonly string[];
  onPick: (value: string) => void;
}): VNode {
  return html`<label class="choice">
    <span>${props.label}</span>
    <select
      data-testid=${props.testId}
      value=${props.value}
      onChange=${(event: { currentTarget: HTMLSelectElement }) => props.onPick(event.currentTarget.value)}
    >
      <option value="">${props.any}</option>
      ${props.options.map((option) => html`<option key=${option} value=${option}>${option}</option>`)}
    </select>
  </label>`;
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
        any="Any"
        value=${severity}
        options=${SEVERITIES}
        onPick=${setSeverity}
      />
      <${Choice}
        label="Device"
        testId="alert-device"
        any="Any"
        value=${device}
        options=${alerts.devices}
        onPick=${setDevice}
      />
    </div>
    <div class="panel-actions">
      <button
        class="button button-primary"
        data-testid="raise-alert"
        onClick=${() => run(api.raiseAlert(severity || null, device || null))}
      >
        Raise an alert
      </button>
      <button class="button" data-testid="raise-many" onClick=${() => run(api.raiseManyAlerts())}>
        Raise 500
      </button>
      <button class="button" data-testid="change-alert" onClick=${() => run(api.changeAlert())}>
        Change the last alert
      </button>
    </div>
    <p class="panel-hint" data-testid="alert-told" role="status">
      ${alerts.told ?? "The bot looks for new alerts every few seconds and posts them where it was asked to."}
    </p>
  </section>`;
}
