import type { TenantItem } from "../../page-server/view.ts";
import { html } from "../html.ts";
import type { VNode } from "../html.ts";
import { AlertSection } from "./alerts.ts";
import { BotSection } from "./bot.ts";
import { DeviceSection } from "./devices.ts";
import { DirectorySection } from "./directory.ts";
import { Panel } from "./panel.ts";
import type { Run } from "./panel.ts";
import { PeopleSection } from "./people.ts";
import { ResetSection } from "./reset.ts";
import { ServiceSection } from "./services.ts";

/** What a tenant doesn't have: switches of the sandbox itself. */
export function Drawer(props: {
  tenant: TenantItem;
  onClose: () => void;
  onFailed: (error: unknown) => void;
}): VNode {
  const run: Run = (work) => {
    work.catch(props.onFailed);
  };
  return html`<${Panel} title="Sandbox" testId="drawer" onClose=${props.onClose}>
    <${AlertSection} alerts=${props.tenant.alerts} run=${run} />
    <${DeviceSection} devices=${props.tenant.devices} run=${run} />
    <${DirectorySection} directory=${props.tenant.directory} run=${run} />
    <${PeopleSection} tenant=${props.tenant} run=${run} />
    <${ServiceSection} services=${props.tenant.services} run=${run} />
    <${BotSection} tenant=${props.tenant} run=${run} />
    <${ResetSection} run=${run} />
  <//>`;
}
