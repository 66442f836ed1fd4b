import { say, type Text } from "../texts/text.ts";
import type { LogonUser } from "./device.ts";
import type { Person } from "../shared/people.ts";

/** Whether a person is one of a device's users, as far as names tell: a hint for people, never a rule. */

const ADMIN = /^(?:adm|admin|a)[-_.]|[-_.](?:adm|admin)$/;

/**
 * The logged-on user whose account looks like this person's, or null. Accounts on devices are short names, and
 * Defender does not say whose they are: `ana.ruiz@…` may be `ana.ruiz`, `aruiz`, `anar`, `ruiza`, or `adm-ruiz`.
 */
export function likelyUser(person: Pick<Person, "upn">, users: readonly LogonUser[]): LogonUser | null {
  const forms = formsOf(person.upn.split("@", 1)[0] ?? "");
  return users.find(({ account }) => forms.has(plain(account)) || isAdminOf(account, person.upn)) ?? null;
}

function formsOf(local: string): ReadonlySet<string> {
  const names = local.split(/[._-]/).map(plain);
  const [first = "", last = ""] = [names[0], names.length > 1 ? names.at(-1) : ""];
  const forms = [plain(local)];
  if (last !== "")
    forms.push((first[0] ?? "") + last, first + (last[0] ?? ""), last + (first[0] ?? ""), last + first);
  return new Set(forms.filter((form) => form.length >= 3));
}

/** `adm-ruiz`: the second account of somebody of that name. */
function isAdminOf(account: string, upn: string): boolean {
  const stem = account.toLowerCase().replace(ADMIN, "");
  if (stem === account.toLowerCase()) return false;
  const local = upn.split("@", 1)[0] ?? "";
  const last = plain(local.split(/[._-]/).at(-1) ?? "");
  return formsOf(local).has(plain(stem)) || (last.length >= 3 && plain(stem) === last);
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

/** "ana.ruiz@contoso.com looks like a user of this device (CONTOSO\aruiz)"; null when nobody on it looks so. */
export function likelyUserWarning(
  person: Pick<Person, "upn">,
  users: readonly LogonUser[] | null,
  did: "asked" | "approved",
): Text | null {
  const user = likelyUser(person, users ?? []);
  if (user === null) return null;
  const account = user.domain === null ? user.account : `${user.domain}\\${user.account}`;
  return say("devices.likelyUser", { upn: person.upn, did, account });
}
