import { readFileSync } from "node:fs";
import { join } from "node:path";

/** As much of a JSON Schema as it takes to name its keys. */
interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
}

/** The paths of all keys that a schema knows, joined by dots. */
function keysOf(schema: Schema, path: string): readonly string[] {
  const { properties, items, additionalProperties: more } = schema;
  const inner = [
    ...Object.entries(properties ?? {}).flatMap(([key, one]) =>
      keysOf(one, path === "" ? key : `${path}.${key}`),
    ),
    ...(items?.properties === undefined ? [] : keysOf(items, path)),
    ...(typeof more === "object" ? keysOf(more, path) : []),
  ];
  return inner.length === 0 ? [path] : inner;
}

/** Those of policy.json. */
export function policyKeys(): readonly string[] {
  const file = join(import.meta.dirname, "..", "..", "policy.schema.json");
  return keysOf(JSON.parse(readFileSync(file, "utf8")) as Schema, "");
}
