import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import { createLimiter } from "../api/limits.ts";
import type { Call, Route } from "../api/route.ts";
import type { ApiRequest } from "../api/service.ts";
import { accessibleDevice, needOf } from "./access.ts";
import type { LiveOrder } from "./actions.ts";
import { DefenderFault, notFound } from "./errors.ts";
import { DEVICE_FILES, LIBRARY, OTHER_FILES } from "./live-library.ts";
import { LOOKUP_NEEDS } from "./lookup-needs.ts";
import { defenderTime } from "./random.ts";
import { entityAnswer, type World } from "./route.ts";
import type { SandboxDevice, SandboxMachineAction } from "./types.ts";

const MOST_SESSIONS = 25;
const LINK_MS = 30 * 60_000;
const PATH = "/livedownload";
const CONTEXT = "https://api.securitycenter.microsoft.com/api/$metadata";

const BODY = z.strictObject({
  Comment: z.string().min(1),
  Commands: z
    .array(
      z.strictObject({
        type: z.enum(["PutFile", "RunScript", "GetFile"]),
        params: z.array(z.strictObject({ key: z.string(), value: z.string() })),
      }),
    )
    .min(1),
});

/** What each command takes, and has to have. */
const PARAMS = {
  PutFile: { known: ["FileName"], required: ["FileName"] },
  RunScript: { known: ["ScriptName", "Args"], required: ["ScriptName"] },
  GetFile: { known: ["Path"], required: ["Path"] },
} as const;

interface Played {
  readonly order: LiveOrder;
  readonly result: Buffer | null;
}

/** Live response: its library, its sessions (10 a minute, 25 at a time), and the links to what they bring. */
export function liveRoutes(world: World): { routes: Route[]; linked(request: ApiRequest): Response | null } {
  const limiter = createLimiter({ perMinute: 10, perHour: null }, world.now);
  const results = new Map<string, readonly (Buffer | null)[]>();
  const links = new Map<string, { readonly bytes: Buffer; readonly until: number }>();

  function deviceOf(call: Call, id: string): SandboxDevice {
    const device = world.devices.find((one) => one.id === id.toLowerCase());
    return accessibleDevice(world.rbac, call.caller, device, id, "live");
  }
  function start(call: Call): Response {
    const { Comment: comment, Commands: commands } = bodyOf(call);
    const device = deviceOf(call, call.params[0] ?? "");
    limiter.count();
    const open = world.book.all().filter((one) => one.type === "LiveResponse" && isOpen(one));
    if (open.length >= MOST_SESSIONS)
      throw new DefenderFault(429, "TooManyRequests", "Too many live response sessions are open.", {
        "retry-after": "60",
      });
    const played = commands.map((command) => play(command, device));
    const order = { type: "LiveResponse", scope: null, requestor: call.caller.name, comment } as const;
    const action = world.book.open(device, { ...order, live: played.map((one) => one.order) });
    results.set(
      action.id,
      played.map(({ result }) => result),
    );
    return entityAnswer("MachineActions", action, 201);
  }
  function link(call: Call): Response {
    const [id = "", index = ""] = call.params;
    const action = world.book.get(id);
    if (action === undefined) throw notFound("MachineAction", id);
    deviceOf(call, action.machineId);
    const bytes = results.get(action.id)?.[Number(index)] ?? null;
    if (action.commands[Number(index)]?.commandStatus !== "Completed" || bytes === null)
      throw new DefenderFault(404, "ResourceNotFound", "The command has no result.");
    const token = randomBytes(24).toString("hex");
    links.set(token, { bytes, until: world.now() + LINK_MS });
    return Response.json({
      "@odata.context": `${CONTEXT}#Edm.String`,
      value: `${world.url}${PATH}/${token}`,
    });
  }
  function library(): Response {
    return Response.json({ "@odata.context": `${CONTEXT}#LibraryFiles`, value: libraryRows(world.now()) });
  }
  const need = needOf("LiveResponse");
  return {
    routes: [
      { method: "POST", path: /^machines\/([^/]+)\/runliveresponse$/i, need, handle: start },
      {
        method: "GET",
        path: /^machineactions\/([^/]+)\/GetLiveResponseResultDownloadLink\(index=(\d+)\)$/i,
        need,
        handle: link,
      },
      { method: "GET", path: /^libraryfiles$/i, need: LOOKUP_NEEDS.library, handle: library },
    ],
    linked({ url }) {
      if (!url.pathname.startsWith(`${PATH}/`)) return null;
      const found = links.get(url.pathname.slice(PATH.length + 1));
      if (found === undefined || found.until <= world.now())
        return new Response("This link has expired.", { status: 403 });
      return new Response(new Uint8Array(found.bytes), {
        headers: { "content-type": "application/octet-stream" },
      });
    },
  };
}

function isOpen({ status }: SandboxMachineAction): boolean {
  return status === "Pending" || status === "InProgress";
}

type Command = z.output<typeof BODY>["Commands"][number];

/** @throws DefenderFault 400 */
function bodyOf(call: Call): z.output<typeof BODY> {
  let value: unknown = null;
  try {
    value = JSON.parse(call.body);
  } catch {
    // Told as any other body that is none.
  }
  const { data: body } = BODY.safeParse(value);
  if (body === undefined) throw new DefenderFault(400, "InvalidRequestBody", "Request body is incorrect");
  for (const { type, params } of body.Commands) {
    const { known, required } = PARAMS[type];
    const names = params.map(({ key }) => key);
    const fits = names.every((name) => known.some((one) => one === name));
    if (!fits || !required.every((name) => names.includes(name)))
      throw new DefenderFault(400, "InvalidInput", `The parameters of ${type} are incorrect.`);
  }
  return body;
}

/** What becomes of a command on that device. */
function play(command: Command, device: SandboxDevice): Played {
  const given = (key: string) => command.params.find((one) => one.key === key)?.value ?? "";
  if (command.type === "GetFile") {
    const bytes = DEVICE_FILES.get(given("Path").toLowerCase())?.() ?? null;
    const failure = bytes === null ? "The system cannot find the file specified." : null;
    return { order: { command, failure }, result: bytes };
  }
  const name = given(command.type === "PutFile" ? "FileName" : "ScriptName");
  const script = LIBRARY.find(({ fileName }) => fileName.toLowerCase() === name.toLowerCase());
  if (script === undefined)
    return { order: { command, failure: `File '${name}' was not found in the library.` }, result: null };
  const { code, output, errors } = script.run(given("Args"), device.computerDnsName ?? device.id);
  const said = { script_name: name, exit_code: code, script_output: output, script_errors: errors };
  return { order: { command, failure: null }, result: Buffer.from(JSON.stringify(said)) };
}

function libraryRows(now: number): readonly object[] {
  const row = (fileName: string, description: string, parameters: string | null) => ({
    fileName,
    sha256: createHash("sha256").update(fileName).digest("hex"),
    description,
    creationTime: defenderTime(now),
    lastUpdatedTime: defenderTime(now),
    createdBy: "David Okafor",
    hasParameters: parameters !== null,
    parametersDescription: parameters,
  });
  return [
    ...LIBRARY.map((one) => row(one.fileName, one.description, one.parametersDescription)),
    ...OTHER_FILES.map((name) => row(name, "Memory of a process", null)),
  ];
}
