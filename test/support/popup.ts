import type { PersonKey } from "../../src/sandbox/people.ts";

/**
 * What the browser does in the sign-in window: opens Entra's page, picks a person, agrees to what is asked for, and is
 * sent back. The address it is sent back to, which nobody has opened yet.
 */
export async function signInAt(url: string, key: PersonKey): Promise<URL> {
  const target = new URL(url);
  const transaction = /name="transaction" value="([^"]+)"/.exec(await (await fetch(url)).text())?.[1] ?? "";
  const click = (more: Record<string, string> = {}) =>
    fetch(target.origin + target.pathname, {
      method: "POST",
      body: new URLSearchParams({ transaction, person: key, ...more }),
      redirect: "manual",
    });
  let answer = await click();
  if (answer.status === 200) answer = await click({ consent: "yes" });
  return new URL(answer.headers.get("location") ?? "about:blank");
}

/** Code and state of such an address. */
export function proofOf(back: URL): { state: string; code: string } {
  return { state: back.searchParams.get("state") ?? "", code: back.searchParams.get("code") ?? "" };
}
