/** Reasons come from policies and services too, some with a full stop and some without. */
export function clause(why: string): string {
  return why.replace(/\.$/, "");
}
