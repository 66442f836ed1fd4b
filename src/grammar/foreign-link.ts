import { isOtherTenants } from "../defender/portal.ts";
import type { RawArgs } from "../shared/raw-args.ts";
import type { Spoken } from "./faults.ts";
import { pasted } from "./pasted.ts";

/** Whether a target among these arguments is a link into another tenant's portal. What stands in free text is only text. */
export function namesOtherTenant({ args }: Pick<Spoken, "args">, raw: RawArgs, tid: string): boolean {
  return Object.entries(raw).some(
    ([name, value]) => args[name] !== undefined && args[name].place !== "rest" && leadsElsewhere(value, tid),
  );
}

/** Whether a text names a page of another tenant's portal, by itself or in a list. */
export function leadsElsewhere(text: string, tid: string): boolean {
  return text.split(/[\s,]+/).some((word) => isOtherTenants(pasted(word.replace(/^incident:/i, "")), tid));
}
