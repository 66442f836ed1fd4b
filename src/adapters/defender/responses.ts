import type { z } from "zod";
import type { DefenderClient } from "../../defender/client.ts";
import { OPERATIONS, pathOf, type DeviceChange, type Ending, type Row } from "../../defender/operations.ts";
import { CANCELLING } from "../../defender/response-operations.ts";
import { DEVICE_ID } from "../../shared/shapes.ts";
import { callDefender, type CallerDeps, type Lane } from "./caller.ts";
import type { LibraryFile } from "../../defender/live-response.ts";
import { linkIn } from "./links.ts";
import { toMachineAction } from "./map-device.ts";
import { checkedId, one } from "./reading.ts";
import { wholeBy } from "./linked-pages.ts";
import { ACTION_ID, libraryFileSchema, machineActionSchema } from "./schemas.ts";

/** What is done to devices, and what comes of it. */
export function responseMethods(
  deps: CallerDeps,
  lane: Lane,
): Pick<
  DefenderClient,
  "act" | "changeDevice" | "packageLink" | "liveResultLink" | "libraryFiles" | "cancelAction"
> {
  return {
    async act(id, name, body) {
      const operation: Row<Ending<"machine-action">> = OPERATIONS[name];
      const path = pathOf(operation, { id: checkedId(id, DEVICE_ID, "device") });
      return one(
        await callDefender(deps, lane, { operation, path, body }),
        machineActionSchema,
        toMachineAction,
        null,
      );
    },
    async changeDevice(id, name, body) {
      const operation: Row<DeviceChange> = OPERATIONS[name];
      const path = pathOf(operation, { id: checkedId(id, DEVICE_ID, "device") });
      await callDefender(deps, lane, { operation, path, body });
    },
    ...resultMethods(deps, lane),
    async cancelAction(id, type, comment) {
      const operation = OPERATIONS[CANCELLING[type]];
      const path = pathOf(operation, { id: checkedId(id, ACTION_ID, "machine action") });
      await callDefender(deps, lane, { operation, path, body: { Comment: comment } });
    },
  };
}

function toLibraryFile(raw: z.output<typeof libraryFileSchema>): LibraryFile | null {
  const { fileName: name, sha256, createdBy, lastUpdatedTime: changedAt } = raw;
  return name === null ? null : { name, sha256: sha256?.toLowerCase() ?? null, createdBy, changedAt };
}

/** What actions have brought, and what live response can run. */
function resultMethods(
  deps: CallerDeps,
  lane: Lane,
): Pick<DefenderClient, "packageLink" | "liveResultLink" | "libraryFiles"> {
  return {
    async packageLink(id) {
      const operation = OPERATIONS.packageLink;
      const path = pathOf(operation, { id: checkedId(id, ACTION_ID, "machine action") });
      return linkIn(await callDefender(deps, lane, { operation, path }), deps.fileHosts);
    },
    async liveResultLink(id) {
      const operation = OPERATIONS.liveResultLink;
      const path = pathOf(operation, { id: checkedId(id, ACTION_ID, "machine action"), index: "0" });
      return linkIn(await callDefender(deps, lane, { operation, path }), deps.fileHosts);
    },
    async libraryFiles() {
      const operation = OPERATIONS.libraryFiles;
      const first = { operation, path: pathOf(operation, {}) };
      return wholeBy(deps, lane, first, [libraryFileSchema, toLibraryFile]);
    },
  };
}
