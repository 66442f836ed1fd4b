import { randomBytes, randomUUID } from "node:crypto";
import { blank } from "../defender/evidence.ts";
import { defenderTime } from "../defender/random.ts";
import type { SandboxDefender } from "../defender/server.ts";
import type { SandboxDevice, SandboxEvidence } from "../defender/types.ts";
import type { Attack } from "../page-server/view.ts";
import { SANDBOX_DOMAIN } from "../people.ts";
import { STAFF, staffIdOf } from "../staff.ts";

/** Attacks of several alerts in one incident, as docs/containment.md plays them. */

/** Beside the domain controller. */
const WORKSTATIONS = 39;
/** A PC of the ward that has nothing of its own in the policy. */
const MODEL = "ward3-nurse12";
const VICTIM = "m.keller";

type World = Pick<SandboxDefender, "alerts" | "devices" | "device" | "raiseAlert">;

/** Each raises its alerts, and says what it was. */
export const ATTACKS: Readonly<Record<Attack, (world: World, incidentId: number, at: number) => string>> = {
  ransomware(world, incidentId, at) {
    const struck = [world.device("dc01"), ...newPCs(world, incidentId, at)];
    for (const device of struck) {
      world.raiseAlert({
        ...aboutDevice(device, incidentId),
        ...{ title: "Ransomware behaviour in the file system", severity: "High", category: "Ransomware" },
        evidence: [locker(at)],
      });
    }
    return `Ransomware on ${struck.length} devices, dc01 among them: incident ${incidentId}.`;
  },
  phish(world, incidentId, at) {
    const struck = [world.device("ward3-nurse11"), world.device("ward5-nurse02")];
    for (const device of struck) {
      world.raiseAlert({
        ...aboutDevice(device, incidentId),
        ...{ title: "Token of a phished account was used", severity: "High", category: "CredentialAccess" },
        evidence: [phished(at)],
      });
    }
    return `${nameOf(VICTIM)} was phished, and signed in on ${struck.length} devices: incident ${incidentId}.`;
  },
};

function nameOf(shortName: string): string {
  return STAFF.find((one) => one.shortName === shortName)?.name ?? shortName;
}

function aboutDevice({ id, computerDnsName, rbacGroupName }: SandboxDevice, incidentId: number) {
  return { incidentId, machineId: id, computerDnsName, rbacGroupName };
}

/** How many devices the ward has that is new in every attack. */
function newPCs({ devices, device }: World, incidentId: number, at: number): readonly SandboxDevice[] {
  const model = device(MODEL);
  const made = Array.from({ length: WORKSTATIONS }, (_, index): SandboxDevice => {
    const name = `ward${String(incidentId % 1000)}-pc${String(index + 1).padStart(2, "0")}`;
    return {
      ...structuredClone(model),
      ...{ id: randomBytes(20).toString("hex"), aadDeviceId: randomUUID(), machineTags: [] },
      ...{ computerDnsName: `${name}.${SANDBOX_DOMAIN}`, healthStatus: "Active", lastSeen: defenderTime(at) },
    };
  });
  devices.push(...made);
  return made;
}

function locker(at: number): SandboxEvidence {
  const time = defenderTime(at);
  return {
    ...blank("Process", time),
    ...{ fileName: "svhost.exe", filePath: "C:\\PerfLogs", processId: 4920, processCreationTime: time },
    processCommandLine: "C:\\PerfLogs\\svhost.exe -m local -n 32",
  };
}

function phished(at: number): SandboxEvidence {
  return {
    ...blank("User", defenderTime(at)),
    ...{ accountName: VICTIM, domainName: "CONTOSO", aadUserId: staffIdOf(VICTIM) },
    userPrincipalName: `${VICTIM}@${SANDBOX_DOMAIN}`,
  };
}
