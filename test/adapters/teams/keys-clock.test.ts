import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { createChannelAuthentication } from "../../../src/adapters/teams/authenticate.ts";
import { createTransport, NO_PROXY_AT_ALL } from "../../../src/adapters/transport/index.ts";
import { silentLog } from "../../support/services.ts";

test("a failed fetch of the channel's keys keeps nobody waiting for longer, when the clock was ahead then", async () => {
  let fetches = 0;
  const server = createServer((_, response) => {
    fetches += 1;
    response.writeHead(500).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  let now = Date.now() + 46 * 60_000;
  const [issuer, clientId] = ["https://issuer.example", "client"];
  const authentication = createChannelAuthentication({
    ...{ issuer, clientId, openIdUrl: `http://127.0.0.1:${port}/openid`, log: silentLog },
    transport: createTransport(NO_PROXY_AT_ALL),
    clock: { now: () => now },
  });
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const token = `${part({ alg: "RS256", kid: "k" })}.${part({ iss: issuer, aud: clientId })}.c2ln`;
  const verify = () => authentication.verify(`Bearer ${token}`);
  expect([await verify(), await verify(), fetches]).toEqual([
    { kind: "unavailable" },
    { kind: "unavailable" },
    1,
  ]);
  now -= 46 * 60_000;
  await verify();
  expect(fetches).toBe(2);
  await new Promise((resolve) => server.close(resolve));
});
