import { fitting } from "./canonical.ts";

/**
 * Defender names a device's system by its product (`Ubuntu`, `RedHatEnterpriseLinux`); people write rules for families of
 * them. The table in docs/approvals.md is made from this one. Patterns are those of the policy; what stands for a family
 * itself (`Linux`, `macOS`) is in it too.
 */
export const OS_FAMILIES = {
  Linux: [
    ...["*Linux*", "Ubuntu*", "Debian*", "RedHat*", "RHEL*", "CentOS*", "Fedora*", "SUSE*", "SLES*"],
    ...["openSUSE*", "Oracle*", "Amazon*", "Rocky*", "Alma*", "Mariner*"],
  ],
  macOS: ["macOS*", "Mac OS*", "OSX*", "OS X*"],
  WindowsServer: ["WindowsServer*", "Windows Server*"],
  Windows: ["Windows*"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type OsFamily = keyof typeof OS_FAMILIES;

const FAMILIES = Object.keys(OS_FAMILIES) as readonly OsFamily[];

/** Whether a system, as Defender names it, is of that family. */
export function isOfFamily(os: string, family: OsFamily): boolean {
  return fitting(OS_FAMILIES[family], os) !== null;
}

/** The first of the patterns that a system fits, by the name that Defender gives it or by that of a family it is in. */
export function fittingOs(patterns: readonly string[], os: string): string | null {
  const families = FAMILIES.filter((family) => isOfFamily(os, family));
  const names = [os, ...families];
  return names.map((name) => fitting(patterns, name)).find((pattern) => pattern !== null) ?? null;
}
