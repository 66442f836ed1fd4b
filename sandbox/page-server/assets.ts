import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire, stripTypeScriptTypes } from "node:module";
import { dirname, join } from "node:path";
import { Hono } from "hono";
import type { SandboxEnv } from "../faults.ts";

const PAGE_FOLDER = join(import.meta.dirname, "..", "page");
const resolver = createRequire(import.meta.url);

/** Libraries that the page may load, by the name it loads them under. */
const LIBRARIES: Readonly<Record<string, string>> = {
  "preact.mjs": fileOf("preact", "dist/preact.mjs"),
  "hooks.mjs": fileOf("preact", "hooks/dist/hooks.mjs"),
  "htm.mjs": fileOf("htm", "dist/htm.mjs"),
  "adaptivecards.js": fileOf("adaptivecards", "dist/adaptivecards.min.js"),
};

const IMPORT_MAP = JSON.stringify({
  imports: { preact: "/lib/preact.mjs", "preact/hooks": "/lib/hooks.mjs", htm: "/lib/htm.mjs" },
});

/** Nothing but this origin's files; the import map is the one inline script, named by its hash. */
const POLICY = [
  "default-src 'none'",
  `script-src 'self' 'sha256-${createHash("sha256").update(IMPORT_MAP).digest("base64")}'`,
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** The style sheets, in the order of their weight: of two rules that fit equally well, the later one holds. */
export const STYLES = [
  ...[
    "colours",
    "ground",
    "frame",
    "rail",
    "avatar",
    "chat",
    "threads",
    "compose",
    "card",
    "panel",
    "toasts",
  ],
  ...["motion", "narrow", "file"],
] as const;

const STYLE_LINKS = STYLES.map((name) => `<link rel="stylesheet" href="/page/style/${name}.css" />`).join(
  "\n    ",
);

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#4a50c4"/><path d="M16 6l8 3v6c0 5-3.4 8.8-8 11-4.6-2.2-8-6-8-11V9z" fill="#fff"/><path d="M12.5 15.5l2.600 2.600 4.600-4.800" fill="none" stroke="#4a50c4" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"/></svg>`;

const INDEX = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Contoso sandbox</title>
    <link rel="icon" href="/icon.svg" type="image/svg+xml" />
    ${STYLE_LINKS}
    <script type="importmap">${IMPORT_MAP}</script>
    <script src="/lib/adaptivecards.js"></script>
    <script type="module" src="/page/main.ts"></script>
  </head>
  <body>
    <div id="app"></div>
    <noscript>This page needs JavaScript.</noscript>
  </body>
</html>
`;

function fileOf(library: string, path: string): string {
  let folder = dirname(resolver.resolve(library));
  // The entry file lies somewhere below the package's folder.
  while (!folder.endsWith(join("node_modules", library))) folder = dirname(folder);
  return join(folder, path);
}

function send(body: string, type: string): Response {
  return new Response(body, { headers: { "content-type": `${type}; charset=utf-8` } });
}

/** Takes the types out; Node's one warning that this is experimental is noise here, as its version is pinned. */
function asJavaScript(text: string): string {
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = () => undefined;
  try {
    return stripTypeScriptTypes(text);
  } finally {
    process.emitWarning = emitWarning;
  }
}

async function pageFile(name: string): Promise<Response | null> {
  if (!/^([a-z-]+\/)?[a-z-]+\.(ts|css)$/.test(name)) return null;
  try {
    const text = await readFile(join(PAGE_FOLDER, name), "utf8");
    return name.endsWith(".css") ? send(text, "text/css") : send(asJavaScript(text), "text/javascript");
  } catch {
    return null;
  }
}

/** The page's own files and its libraries; `.ts` is served as JavaScript with its types taken out. */
export function assetRoutes(): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>();
  app.use(async (context, next) => {
    await next();
    context.header("content-security-policy", POLICY);
    context.header("x-content-type-options", "nosniff");
    context.header("referrer-policy", "no-referrer");
    context.header("cache-control", "no-cache");
  });
  app.get("/", () => send(INDEX, "text/html"));
  app.get("/icon.svg", () => send(ICON, "image/svg+xml"));
  app.get(
    "/page/*",
    async (context) => (await pageFile(context.req.path.slice("/page/".length))) ?? context.notFound(),
  );
  app.get("/lib/:name", async (context) => {
    const file = LIBRARIES[context.req.param("name")];
    return file === undefined ? context.notFound() : send(await readFile(file, "utf8"), "text/javascript");
  });
  return app;
}
