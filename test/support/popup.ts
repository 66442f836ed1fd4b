import type { PersonKey } from "../../src/sandbox/people.ts";

/** What a browser brings back from Entra's sign-in pages. */
export interface Landing {
  readonly state: string;
  readonly code: string;
}

/**
 * What a person does in the sign-in window: picks the account and, where the page asks for a stronger sign-in, approves
 * it. Ends at the redirect to the bot, which is not followed.
 */
export async function signInAt(url: string, key: PersonKey): Promise<Landing> {
  const target = new URL(url);
  const first = await (await fetch(url)).text();
  const transaction = /name="transaction" value="([^"]+)"/.exec(first)?.[1] ?? "";
  const send = (fields: Record<string, string>) =>
    fetch(target.origin + target.pathname, {
      method: "POST",
      body: new URLSearchParams({ transaction, person: key, ...fields }),
      redirect: "manual",
    });
  let answer = await send({});
  if (answer.status === 200 && (await answer.text()).includes("Verify your identity")) {
    answer = await send({ verified: "yes" });
  }
  const back = new URL(answer.headers.get("location") ?? "http://none");
  return { state: back.searchParams.get("state") ?? "", code: back.searchParams.get("code") ?? "" };
}
