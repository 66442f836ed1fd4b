import { isSafeUrl } from "./safe-url.ts";

/**
 * Whether a URL is on one of the listed hosts (FILE_HOSTS): exactly `host[:port]`, or `*.domain`, which is any host below
 * that domain on https's own port.
 */
export function isOnFileHost(value: string, hosts: readonly string[]): boolean {
  const url = URL.parse(value);
  if (url === null || !isSafeUrl(url)) return false;
  const host = url.host.toLowerCase();
  return hosts.some((one) =>
    one.startsWith("*.") ? host.endsWith(one.slice(1)) && host.length >= one.length : host === one,
  );
}
