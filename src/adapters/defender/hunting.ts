import { callDefender, type CallerDeps, type Lane, type Success } from "./caller.ts";
import { unreadable } from "./errors.ts";
import type { HuntMeter } from "./hunt-meter.ts";
import type { DefenderClient } from "../../defender/client.ts";
import type { Cell, HuntResult } from "../../defender/hunting.ts";
import { OPERATIONS } from "../../defender/operations.ts";

/** Microsoft ends a query after 3 minutes and says so: that answer is waited for. */
const HUNT_MS = 185_000;
/** Somebody waits for it with a request, which goes on without it. */
const FLEET_MS = 4_000;
const DAY_MS = 86_400_000;
/** Columns that are looked at, and the longest name and cell, in UTF-16 units. */
const MOST_COLUMNS = 100;
const LONGEST_NAME = 100;
const LONGEST_CELL = 2_000;

/** Hunting queries, by Microsoft Graph wherever alerts come from. */
export function huntingMethods(
  deps: CallerDeps,
  lane: Lane,
  meter: HuntMeter,
): Pick<DefenderClient, "hunt" | "fleetSize"> {
  const patient = { ...deps, timing: { ...deps.timing, attemptMs: HUNT_MS } };
  const quick = { ...deps, timing: { ...deps.timing, attemptMs: FLEET_MS, totalMs: FLEET_MS } };
  return {
    async fleetSize() {
      const body = { Query: "DeviceInfo | summarize Devices = dcount(DeviceId)", Timespan: "P30D" };
      const operation = OPERATIONS.hunt;
      const answer = await callDefender(quick, lane, { operation, path: operation.path, body });
      const devices = resultOf(answer, 1).rows[0]?.[0];
      if (typeof devices !== "number") throw unreadable(answer.status, answer.context);
      return devices;
    },
    async hunt({ kql, backMs, to, top, inBackground, isBrief }) {
      const until = to === undefined ? "" : `/${new Date(to).toISOString()}`;
      const body = { Query: kql, Timespan: `${durationOf(backMs)}${until}` };
      const operation = OPERATIONS.hunt;
      const paying = inBackground === true ? ({ ...lane, payer: "background" } as const) : lane;
      const caller = isBrief === true ? quick : patient;
      const answer = await callDefender(caller, paying, { operation, path: operation.path, body });
      return { ...resultOf(answer, top), use: meter.use() };
    },
  };
}

/** As Microsoft's own samples have it (`P30D`) where it is whole days; else in seconds. */
function durationOf(ms: number): string {
  const days = ms / DAY_MS;
  return Number.isInteger(days) ? `P${days}D` : `PT${Math.ceil(ms / 1000)}S`;
}

type Fields = Readonly<Record<string, unknown>>;

/** @throws DefenderError when there are no rows to be read in the answer */
function resultOf(answer: Success, top: number): Omit<HuntResult, "use"> {
  const body = fieldsOf(answer.body);
  const results = valueOf(body, "results");
  if (!Array.isArray(results)) throw unreadable(answer.status, answer.context);
  const first = results.slice(0, top).map(fieldsOf);
  const columns = columnsOf(valueOf(body, "schema"), first);
  const rows = first.map((row) => columns.map(({ name }) => cellOf(valueOf(row, name))));
  return { columns, rows, count: results.length };
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** The documents' samples spell names in two ways (`Schema`, `schema`; columns of rows in camelCase). */
function valueOf(fields: Fields, name: string): unknown {
  if (Object.hasOwn(fields, name)) return fields[name];
  const lower = name.toLowerCase();
  const found = Object.keys(fields).find((one) => one.toLowerCase() === lower);
  return found === undefined ? undefined : fields[found];
}

/** As the schema says; without one, as the first row has them. */
function columnsOf(schema: unknown, rows: readonly Fields[]): HuntResult["columns"] {
  const listed = (Array.isArray(schema) ? schema : []).flatMap((column) => {
    const [name, type] = [valueOf(fieldsOf(column), "name"), valueOf(fieldsOf(column), "type")];
    if (typeof name !== "string" || name === "") return [];
    return [{ name, type: typeof type === "string" ? type.slice(0, LONGEST_NAME) : "" }];
  });
  const columns = listed.length > 0 ? listed : Object.keys(rows[0] ?? {}).map((name) => ({ name, type: "" }));
  return columns.filter(({ name }) => name.length <= LONGEST_NAME).slice(0, MOST_COLUMNS);
}

function cellOf(value: unknown): Cell {
  if (value === undefined || value === null) return null;
  if (typeof value === "string") return value.slice(0, LONGEST_CELL);
  if (typeof value === "number" || typeof value === "boolean") return value;
  return nested(value).slice(0, LONGEST_CELL);
}

function nested(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    // Nested so deeply that it can't be written: a type of value, not an answer to be refused.
    return Array.isArray(value) ? "[…]" : "{…}";
  }
}
