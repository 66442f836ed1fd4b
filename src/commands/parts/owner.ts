import type { ReadContext } from "../command.ts";

/** An owner as Defender keeps it; null: nobody. @param typed me, nobody, or somebody's UPN */
export async function ownerCalled(context: ReadContext, typed: string): Promise<string | null> {
  if (typed === "nobody") return null;
  return typed === "me" ? ((await context.identity.known(context.sender))?.person.upn ?? "") : typed;
}
