/** The sign-in window of a card, and the part of the Teams client that listens to it (TeamsJS over postMessage). */

interface TeamsCall {
  readonly func: string;
  readonly args: readonly unknown[];
}

const SUCCESS = "authentication.authenticate.success";
const FAILURE = "authentication.authenticate.failure";
const CLOSED_CHECK_MS = 500;

function callOf(data: unknown): TeamsCall | null {
  if (typeof data !== "object" || data === null || !("func" in data) || typeof data.func !== "string")
    return null;
  const args = "args" in data && Array.isArray(data.args) ? (data.args as unknown[]) : [];
  return { func: data.func, args };
}

/**
 * Opens the window and waits for its result. Resolves with the code, or null when the window was closed or refused.
 * Only messages of that very window count.
 */
export function openSignIn(url: string): Promise<string | null> {
  const target = URL.parse(url);
  if (target === null || !["http:", "https:"].includes(target.protocol)) return Promise.resolve(null);
  const popup = window.open(target.href, "_blank", "popup,width=500,height=680");
  if (popup === null) return Promise.resolve(null);
  return new Promise((resolve) => {
    const finish = (code: string | null): void => {
      window.removeEventListener("message", listen);
      clearInterval(timer);
      resolve(code);
      if (!popup.closed) popup.close();
    };
    const listen = (event: MessageEvent): void => {
      const call = event.source === popup ? callOf(event.data) : null;
      if (call?.func === SUCCESS) finish(typeof call.args[0] === "string" ? call.args[0] : null);
      else if (call?.func === FAILURE) finish(null);
    };
    // Nothing tells that a window of another origin was closed.
    const timer = setInterval(() => {
      if (popup.closed) finish(null);
    }, CLOSED_CHECK_MS);
    window.addEventListener("message", listen);
  });
}
