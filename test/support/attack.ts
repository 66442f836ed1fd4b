import type { InWords } from "./in-english.ts";
import { dataOf } from "./card-data.ts";
import { SANDBOX_DOMAIN } from "../../sandbox/people.ts";
import type { ContainCardData } from "../../src/bot/contain-form.ts";
import type { Flows } from "./flows.ts";
import type { Shown } from "./harness.ts";
import type { Services } from "./services.ts";

/** An attack of several alerts, and the form that proposes what to do about it. */

/** An attack on new workstations by an account. */
export function attackOn(
  services: Services,
  flows: Flows,
  devices: number,
  account: string | null = "m.keller",
) {
  const incidentId = 880_000 + services.sandboxDefender.devices.length;
  const found =
    account === null ? undefined : services.sandboxGraph.people.find(`${account}@${SANDBOX_DOMAIN}`);
  const struck = Array.from({ length: devices }, () => flows.workstation());
  const alerts = struck.map((device) =>
    services.sandboxDefender.raiseAlert({
      machineId: device.id,
      computerDnsName: device.computerDnsName,
      rbacGroupName: device.rbacGroupName,
      incidentId,
      title: "Ransomware behaviour",
      evidence:
        found === undefined
          ? []
          : [
              {
                ...services.sandboxDefender.alerts[0]!.evidence[0]!,
                ...{
                  entityType: "User",
                  aadUserId: found.id,
                  userPrincipalName: `${account ?? ""}@${SANDBOX_DOMAIN}`,
                },
                ...{ accountName: account, domainName: "CONTOSO", processCommandLine: null, fileName: null },
              },
            ],
    }),
  );
  return { incident: String(incidentId), devices: struck, alerts, person: found?.id ?? "" };
}

export type ContainForm = InWords<ContainCardData>;

/** The form of `contain`. */
export const formOn = (shown: Shown) => dataOf<ContainCardData>(shown, "contain");

export const boxes = (form: ContainForm) => form.sections.flatMap((section) => section.boxes);
/** What a client sends of a form as it stands. */
export const asShown = (form: ContainForm) =>
  Object.fromEntries(boxes(form).map(({ id, ticked }) => [id, ticked]));
