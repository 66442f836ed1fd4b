import { useState } from "preact/hooks";
import { html } from "./html.ts";
import type { VNode } from "./html.ts";
import { openSignIn } from "./sign-in.ts";

/** Opens the sign-in window of a card or of the compose box, and hands on its code. */
export function SignInButton(props: {
  title: string;
  url: string;
  onCode: (code: string) => Promise<void>;
  onFailed: (error: unknown) => void;
}): VNode {
  const [open, setOpen] = useState(false);
  async function signIn(): Promise<void> {
    setOpen(true);
    const code = await openSignIn(props.url);
    setOpen(false);
    if (code !== null) await props.onCode(code);
  }
  return html`<button
    class="button button-primary"
    disabled=${open}
    onClick=${() => signIn().catch(props.onFailed)}
  >
    ${open ? "Waiting for the sign-in window…" : props.title}
  </button>`;
}
