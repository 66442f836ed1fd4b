import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { ResolveFnOutput, ResolveHookContext } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createResolve } from "../../tools/module-paths.ts";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "module paths #1-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text = ""): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function urlOf(path: string): string {
  return pathToFileURL(join(folder, path)).href;
}

/** What is found as Node is asked, and what it was asked for. */
function finder() {
  const resolve = createResolve();
  const asked: string[] = [];
  return {
    asked,
    find: (specifier: string, parent?: string): ResolveFnOutput => {
      const parentURL = parent === undefined ? undefined : urlOf(parent);
      const context = { conditions: [], importAttributes: {}, parentURL } as ResolveHookContext;
      return resolve(specifier, context, (name) => {
        asked.push(name);
        const url = name.startsWith("file:") ? name : new URL(name, parentURL).href;
        const isNested = url.includes("/cjs/");
        return {
          url,
          format: url.endsWith(".ts") ? "module-typescript" : isNested ? "commonjs" : "module",
        };
      });
    },
  };
}

describe("how a start finds modules", () => {
  test("what is asked for by a path within a package is that file, and Node is not asked", () => {
    write("package.json", '{"type":"module"}');
    const { find, asked } = finder();
    find(urlOf("main.ts"));
    expect(find("./deep/er/one.ts", "main.ts")).toMatchObject({
      url: urlOf("deep/er/one.ts"),
      format: "module-typescript",
    });
    expect(find("../../two.ts", "deep/er/one.ts").url).toBe(urlOf("two.ts"));
    expect(asked).toEqual([urlOf("main.ts")]);
  });

  test("Node is asked for what may be of another kind: a package within, another ending, a name", () => {
    write("package.json", '{"type":"module"}');
    write("cjs/package.json", '{"type":"commonjs"}');
    const { find, asked } = finder();
    find(urlOf("main.js"));
    expect(find("./cjs/lib/x.js", "main.js").format).toBe("commonjs");
    find("./data.json", "main.js");
    find("zod", "main.js");
    find("./y.js", "cjs/lib/x.js");
    expect(asked.slice(1)).toEqual(["./cjs/lib/x.js", "./data.json", "zod", "./y.js"]);
  });
});
