import type { ReadContext } from "../command.ts";

/** An owner as Defender keeps it; null: nobody. `me` is whoever asks. */
export async function ownerCalled(context: ReadContext, typed: string): Promise<string | null> {
  if (typed === "nobody") return null;
  return typed === "me" ? ((await context.identity.known(context.sender))?.person.upn ?? "") : typed;
}
