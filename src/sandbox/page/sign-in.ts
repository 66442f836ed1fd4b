/** The sign-in window of a card, and the part of the Teams client that talks to it (TeamsJS over postMessage). */

interface TeamsRequest {
  readonly id: unknown;
  readonly uuid: unknown;
  readonly func: string;
  readonly args: readonly unknown[];
}

const SUCCESS = "authentication.authenticate.success";
const FAILURE = "authentication.authenticate.failure";
const CLOSED_CHECK_MS = 500;

function requestOf(data: unknown): TeamsRequest | null {
  if (typeof data !== "object" || data === null || !("func" in data) || typeof data.func !== "string")
    return null;
  const { id, uuid, args } = data as { id?: unknown; uuid?: unknown; args?: unknown };
  return { id, uuid, func: data.func, args: Array.isArray(args) ? (args as unknown[]) : [] };
}

/** What a Teams client tells a page that has just loaded TeamsJS in its sign-in window. */
function welcome(request: TeamsRequest): object {
  const runtime = JSON.stringify({ apiVersion: 2, hostVersionsInfo: {}, isLegacyTeams: false, supports: {} });
  return { id: request.id, uuid: request.uuid, args: ["authentication", "web", runtime, "2.0.1"] };
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
      const request = event.source === popup ? requestOf(event.data) : null;
      if (request === null) return;
      if (request.func === "initialize") popup.postMessage(welcome(request), event.origin);
      else if (request.func === SUCCESS) finish(typeof request.args[0] === "string" ? request.args[0] : null);
      else if (request.func === FAILURE) finish(null);
    };
    // Nothing tells that a window of another origin was closed.
    const timer = setInterval(() => {
      if (popup.closed) finish(null);
    }, CLOSED_CHECK_MS);
    window.addEventListener("message", listen);
  });
}
