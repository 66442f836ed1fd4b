const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether the URL is https, or http to this machine itself, and carries no user or password. */
export function isSafeUrl(url: URL): boolean {
  if (url.username !== "" || url.password !== "") return false;
  return url.protocol === "https:" || (url.protocol === "http:" && LOOPBACK.test(url.hostname));
}

/** Whether a URL's host is one of the listed `host[:port]`, exactly (CONTRACT §2, BOT_SERVICE_HOSTS). */
export function isListedService(value: string, hosts: readonly string[]): boolean {
  const url = URL.parse(value);
  return url !== null && isSafeUrl(url) && hosts.includes(url.host.toLowerCase());
}

/** Whether two service URLs are the same but for a trailing slash and the spelling of the host. */
export function isSameService(a: string, b: string): boolean {
  return plain(a) === plain(b);
}

function plain(value: string): string {
  return (URL.parse(value)?.href ?? value).replace(/\/+$/, "");
}
