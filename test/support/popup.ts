import type { PersonKey } from "../../sandbox/people.ts";

/**
 * What the browser does in the sign-in window: opens Entra's page, picks a person, approves the stronger sign-in and
 * agrees to what is asked for, where the pages ask, and is sent back. The address it is sent back to, which nobody has
 * opened yet.
 */
export async function signInAt(url: string, key: PersonKey): Promise<URL> {
  const target = new URL(url);
  const transaction = /name="transaction" value="([^"]+)"/.exec(await (await fetch(url)).text())?.[1] ?? "";
  const said: Record<string, string> = { transaction, person: key };
  const click = () =>
    fetch(target.origin + target.pathname, {
      method: "POST",
      body: new URLSearchParams(said),
      redirect: "manual",
    });
  let answer = await click();
  while (answer.status === 200) {
    const asked = /name="(verified|consent)"/.exec(await answer.text())?.[1] ?? "";
    if (asked === "" || asked in said) break;
    said[asked] = "yes";
    answer = await click();
  }
  return new URL(answer.headers.get("location") ?? "about:blank");
}

/** Code and state of such an address. */
export function landingOf(back: URL): { state: string; code: string } {
  return { state: back.searchParams.get("state") ?? "", code: back.searchParams.get("code") ?? "" };
}

/** The whole window, as the Teams client opens it from a card's button. */
export interface Window {
  /** Where the bot sent the browser. */
  readonly entra: URL;
  /** Where Entra sent it back, with the authorization code. */
  readonly back: URL;
  /** The one-time code that the last page hands to the client. */
  readonly code: string;
}

/** Opens the sign-in window at the address of a card's button, and signs in there as that person. */
export async function openWindow(button: string, key: PersonKey): Promise<Window> {
  const entra = (await fetch(button, { redirect: "manual" })).headers.get("location") ?? "";
  const back = await signInAt(entra, key);
  const page = await (await fetch(back)).text();
  return { entra: new URL(entra), back, code: /<code id="code" hidden>([^<]+)</.exec(page)?.[1] ?? "" };
}
