import type { ServiceItem, ServiceMode } from "../../page-server/view.ts";
import { api } from "../api.ts";
import { html } from "../html.ts";
import type { VNode } from "../html.ts";
import { Act } from "./act.ts";
import type { Run } from "./panel.ts";

/** On the button, and in words. */
const MODES: Readonly<Record<ServiceMode, readonly [short: string, long: string]>> = {
  works: ["Works", "works"],
  busy: ["429", "answers 429: too many calls"],
  broken: ["500", "answers 500"],
  garbled: ["502", "does what it is told, but answers 502"],
  hangs: ["Hangs", "never answers"],
  down: ["Down", "is down"],
  slow: ["Hunts slowly", "takes 20 s for a hunting query"],
  unlicensed: ["No hunting", "answers hunting queries as without a licence"],
  unlogged: ["No sign-ins", "keeps no sign-in log, as without Entra ID P1"],
};

/** How a service is, as half a sentence. */
export function modeText(mode: ServiceMode): string {
  return MODES[mode][1];
}

function Service({ service, run }: { service: ServiceItem; run: Run }): VNode {
  const { key, name, mode, modes } = service;
  return html`<fieldset class="service" data-testid=${`service-${key}`} data-mode=${mode}>
    <legend>${name}${mode !== "works" && html`<span class="service-state"> ${modeText(mode)}</span>`}</legend>
    <div class="segments">
      ${modes.map(
        (option) =>
          html`<label key=${option} class="segment" title=${`${name} ${modeText(option)}`}>
            <input
              type="radio"
              name=${`service-${key}`}
              value=${option}
              aria-label=${`${name} ${modeText(option)}`}
              checked=${option === mode}
              onChange=${() => run(api.setService(key, option))}
            />
            <span aria-hidden="true">${MODES[option][0]}</span>
          </label>`,
      )}
    </div>
  </fieldset>`;
}

/** What the bot talks to, each in or out of order. */
export function ServiceSection({ services, run }: { services: readonly ServiceItem[]; run: Run }): VNode {
  const fine = services.every(({ mode }) => mode === "works");
  return html`<section>
    <h3>Faults</h3>
    <p class="panel-hint">What the services do when the bot calls them. This page itself is not affected.</p>
    ${services.map((service) => html`<${Service} key=${service.key} service=${service} run=${run} />`)}
    <div class="panel-actions">
      <${Act} testId="mend-all" off=${fine} onAct=${() => run(api.mendAll())}>All work again<//>
    </div>
  </section>`;
}
