import { isSafeUrl } from "../../shared/safe-url.ts";
import { trimEndOf } from "../../shared/trim.ts";

/** Whether a URL's host is one of the listed `host[:port]`, exactly (BOT_SERVICE_HOSTS). */
export function isListedService(value: string, hosts: readonly string[]): boolean {
  const url = URL.parse(value);
  return url !== null && isSafeUrl(url) && hosts.includes(url.host.toLowerCase());
}

/** Whether two service URLs are the same but for a trailing slash and the spelling of the host. */
export function isSameService(a: string, b: string): boolean {
  return plain(a) === plain(b);
}

function plain(value: string): string {
  return trimEndOf(URL.parse(value)?.href ?? value, "/");
}
