import { SANDBOX_DOMAIN } from "./people.ts";

/** People of the tenant who never use the bot: those whom alerts are about, and whatever a directory has besides. */
export interface StaffMember {
  readonly oid: string;
  readonly upn: string;
  readonly name: string;
  readonly department: string;
  readonly jobTitle: string;
  /** Where the account is mastered. */
  readonly home: "entra" | "activeDirectory" | "okta";
  readonly shortName: string;
  readonly managerOid?: string;
  readonly guest?: true;
  readonly disabled?: true;
  readonly directoryRoles?: readonly string[];
  readonly risk?: { readonly level: string; readonly state: string; readonly detail: string };
}

const oid = (n: number): string => `5a77c0de-52f4-4b1e-9b0f-1d6c3f7b${String(n).padStart(4, "0")}`;
const at = (local: string): string => `${local}@${SANDBOX_DOMAIN}`;

/** Head of nursing: the manager of most. */
const LENA = oid(4);

function member(
  n: number,
  name: string,
  [department, jobTitle]: readonly [string, string],
  more: Partial<StaffMember> = {},
): StaffMember {
  const [first = "", last = first] = name.toLowerCase().split(" ");
  return {
    oid: oid(n),
    upn: at(`${first}.${last}`),
    name,
    department,
    jobTitle,
    home: "entra",
    shortName: `${first.charAt(0)}${last}`,
    managerOid: LENA,
    ...more,
  };
}

const AT_RISK = { level: "high", state: "atRisk", detail: "none" } as const;

export const STAFF: readonly StaffMember[] = [
  member(1, "Mia Keller", ["Nursing", "Nurse"], {
    upn: at("m.keller"),
    shortName: "m.keller",
    risk: AT_RISK,
  }),
  member(2, "Selin Aydin", ["Finance", "Accountant"], {
    ...{ upn: at("s.aydin"), shortName: "s.aydin", home: "activeDirectory" },
  }),
  member(3, "Jules Moreau", ["Radiology", "Radiographer"], { upn: at("j.moreau"), shortName: "j.moreau" }),
  member(4, "Lena Koch", ["Nursing", "Head of nursing"], { managerOid: oid(6) }),
  member(5, "Otto Quist", ["Facilities", "Contractor"], { home: "okta" }),
  member(6, "Ida Storm", ["IT", "Domain administrator"], {
    ...{ home: "activeDirectory", directoryRoles: ["Global Administrator"] },
  }),
  member(7, "Sam Lee", ["Finance", "Controller"], { upn: at("sam.lee"), home: "activeDirectory" }),
  member(8, "Sam Lee", ["Pharmacy", "Pharmacist"], { upn: at("sam.lee2"), shortName: "slee2" }),
  member(9, "Petra Gast", ["Partner", "Auditor"], {
    ...{ upn: at("petra.gast_partner.example#EXT#"), guest: true, shortName: "pgast" },
  }),
  member(10, "Rolf Alt", ["Nursing", "Retired"], { disabled: true, home: "activeDirectory" }),
];

/** The object id of the account that evidence calls so. @throws Error for a name that is nobody's */
export function staffIdOf(shortName: string): string {
  const found = STAFF.find((one) => one.shortName === shortName);
  if (found === undefined) throw new Error(`nobody of the staff is called ${shortName}`);
  return found.oid;
}
