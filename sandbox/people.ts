import { randomBytes } from "node:crypto";

/** The tenant of the sandbox, its one app registration and the people in it. Everything is made up. */
export const SANDBOX_TENANT_ID = "6f1c2a54-93d7-4c1b-8a0e-5b7d2e90c3f1";
export const SANDBOX_CLIENT_ID = "b27e84d9-0c3a-4f65-9e1d-7a4f6c58d021";
export const SANDBOX_DOMAIN = "contoso.example";

export type PersonKey = "ana" | "ben" | "carla" | "david" | "erin" | "frida" | "noor";
/** App roles of the registration. */
export const APP_ROLES = ["Responder", "Approver", "Admin", "BreakGlass"] as const;
export type AppRole = (typeof APP_ROLES)[number];
export type DeviceGroup = "Workstations" | "Servers" | "Domain Controllers" | "Finance" | "Lab";
export type RbacPermission = "view" | "alerts" | "remediate" | "settings" | "live";

/** What Defender's own roles let a person do with the devices of one group. */
export interface RbacGrant {
  readonly group: DeviceGroup;
  readonly permissions: readonly RbacPermission[];
}

export interface SandboxPerson {
  readonly key: PersonKey;
  readonly oid: string;
  readonly upn: string;
  readonly name: string;
  readonly teamsId: string;
  readonly roles: readonly AppRole[];
  readonly rbac: readonly RbacGrant[];
  /** Has yet to agree, on Entra's page, that the app may act for them. */
  readonly mustConsent?: true;
}

export const DEVICE_GROUPS: readonly DeviceGroup[] = [
  "Workstations",
  "Servers",
  "Domain Controllers",
  "Finance",
  "Lab",
];

const EVERYTHING: readonly RbacPermission[] = ["view", "alerts", "remediate", "settings", "live"];

function grants(permissionsOf: (group: DeviceGroup) => readonly RbacPermission[]): readonly RbacGrant[] {
  return DEVICE_GROUPS.map((group) => ({ group, permissions: permissionsOf(group) })).filter(
    (grant) => grant.permissions.length > 0,
  );
}

function anaOn(group: DeviceGroup): readonly RbacPermission[] {
  if (group === "Workstations") return EVERYTHING;
  return group === "Domain Controllers" ? ["view"] : ["view", "alerts"];
}

export const PEOPLE: readonly SandboxPerson[] = [
  {
    key: "ana",
    oid: "0a11f3c8-52f4-4b1e-9b0f-1d6c3f7a0001",
    upn: `ana.ruiz@${SANDBOX_DOMAIN}`,
    name: "Ana Ruiz",
    teamsId: "29:1ana-Rz8kQx3Vt7",
    roles: ["Responder"],
    rbac: grants(anaOn),
  },
  {
    key: "ben",
    oid: "0a11f3c8-52f4-4b1e-9b0f-1d6c3f7a0002",
    upn: `ben.okafor@${SANDBOX_DOMAIN}`,
    name: "Ben Okafor",
    teamsId: "29:1ben-Ok2mWd9Lp4",
    roles: ["Responder"],
    rbac: grants((group) => (group === "Workstations" ? ["view", "alerts"] : [])),
  },
  {
    key: "carla",
    oid: "0a11f3c8-52f4-4b1e-9b0f-1d6c3f7a0003",
    upn: `carla.weiss@${SANDBOX_DOMAIN}`,
    name: "Carla Weiss",
    teamsId: "29:1carla-Ws5nHb6Jc1",
    roles: ["Responder", "Approver"],
    rbac: grants(() => EVERYTHING),
  },
  {
    key: "david",
    oid: "0a11f3c8-52f4-4b1e-9b0f-1d6c3f7a0004",
    upn: `david.lind@${SANDBOX_DOMAIN}`,
    name: "David Lind",
    teamsId: "29:1david-Ld3pYf8Gs2",
    roles: ["Approver", "BreakGlass"],
    rbac: grants((group) => (group === "Finance" ? [] : EVERYTHING)),
  },
  {
    key: "erin",
    oid: "0a11f3c8-52f4-4b1e-9b0f-1d6c3f7a0005",
    upn: `erin.novak@${SANDBOX_DOMAIN}`,
    name: "Erin Novak",
    teamsId: "29:1erin-Nv7qZk1Tm5",
    roles: ["Admin"],
    rbac: grants(() => ["view"]),
  },
  {
    key: "frida",
    oid: "0a11f3c8-52f4-4b1e-9b0f-1d6c3f7a0007",
    upn: `frida.holm@${SANDBOX_DOMAIN}`,
    name: "Frida Holm",
    teamsId: "29:1frida-Hm6sVe2Dk8",
    roles: ["Responder"],
    rbac: grants((group) => (group === "Workstations" ? EVERYTHING : [])),
    mustConsent: true,
  },
  {
    key: "noor",
    oid: "0a11f3c8-52f4-4b1e-9b0f-1d6c3f7a0006",
    upn: `noor.patel@${SANDBOX_DOMAIN}`,
    name: "Noor Patel",
    teamsId: "29:1noor-Pt4rXc0Bn9",
    roles: [],
    rbac: [],
  },
];

/** The person with that key. @throws Error for a key that is nobody's */
export function personByKey(key: string): SandboxPerson {
  const person = PEOPLE.find((one) => one.key === key);
  if (!person) throw new Error(`no sandbox person has the key ${key}`);
  return person;
}

/** A fresh client secret, spelled like Entra's (40 characters); never a constant, so nothing can be checked in. */
export function newClientSecret(): string {
  return `Sbx8Q~${randomBytes(30).toString("base64url").slice(0, 34)}`;
}
