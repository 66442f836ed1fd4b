/**
 * Which addresses may be called or linked to. What must hold: nothing but https leaves this machine, and no address carries a
 * password; a name that only looks like this machine's is not it.
 */

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether the URL is https, or http to this machine itself, and carries no user or password. */
export function isSafeUrl(url: URL): boolean {
  if (url.username !== "" || url.password !== "") return false;
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url));
}

/** Whether the URL is this machine's own. */
export function isLoopback(url: URL): boolean {
  return LOOPBACK.test(url.hostname);
}

/** The loopback address that the URL stands for; null: it is not this machine's own. */
export function loopbackAddressOf(url: URL): string | null {
  if (!isLoopback(url)) return null;
  return url.hostname === "localhost" ? "127.0.0.1" : url.hostname.replace(/^\[|\]$/g, "");
}
