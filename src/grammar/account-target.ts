import type { AccountTarget } from "../defender/account.ts";
import { OBJECT_ID } from "../shared/shapes.ts";
import { isVisible } from "../texts/safe-text.ts";
import { say } from "../texts/text.ts";
import type { ArgKind } from "./args.ts";
import { pasted } from "./pasted.ts";

const LONGEST = 256;
/** `DOMAIN\\name`, as Windows writes it. */
const SHORT_NAME = /^([\w.-]{1,255})\\([^\\/@"'<>:;|=,+*?[\]]{1,64})$/u;
const UPN = /^[^\s@"'<>]{1,200}@[^\s@"'<>]{1,255}$/;

/** A person's account: UPN, object id, `DOMAIN\\name`, or the whole name as the directory shows it. */
export const accountTarget: ArgKind<AccountTarget> = {
  name: "account",
  person: "oid",
  allowed: say("allowed.account"),
  example: "ana.ruiz@contoso.com",
  hasSpaces: true,
  parse(raw) {
    const plain = pasted(raw).replace(/^@/, "");
    if (plain.length > LONGEST || !isVisible(plain)) return null;
    if (OBJECT_ID.test(plain)) return { by: "id", value: plain.toLowerCase() };
    if (UPN.test(plain)) return { by: "upn", value: plain };
    const [, domain, value] = SHORT_NAME.exec(plain) ?? [];
    if (domain !== undefined && value !== undefined) return { by: "short-name", domain, value };
    return /^[\p{L}][\p{L}\p{M}\p{N} .'\u2019-]*$/u.test(plain) ? { by: "name", value: plain } : null;
  },
};
