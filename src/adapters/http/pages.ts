import { randomBytes } from "node:crypto";
import { languageOfTag, type Language } from "../../texts/locale.ts";
import { onCard, tongueOf } from "../../texts/render.ts";
import { say, worded, type Sayable } from "../../texts/text.ts";

/** A page with its headers. */
export interface Page {
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Where the end page finds Microsoft's TeamsJS, served from the installed package. */
export const TEAMS_JS_PATH = "/auth/teams-js.js";

const STYLE = `
:root { color-scheme: light dark; --ink: #242424; --soft: #616161; --ground: #f5f5f5; --panel: #fff; --line: #d1d1d1 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #fff; --soft: #adadad; --ground: #1f1f1f; --panel: #292929; --line: #525252 }
}
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 16px; background: var(--ground);
  color: var(--ink); font: 15px/1.5 "Segoe UI", system-ui, sans-serif }
main { width: 100%; max-width: 420px; padding: 32px; background: var(--panel); border: 1px solid var(--line);
  border-radius: 8px }
h1 { margin: 0 0 8px; font-size: 20px; font-weight: 600 }
p { margin: 0 0 16px; color: var(--soft) }
p:last-child { margin: 0 }
`;

/**
 * TeamsJS hears only hosts on https. On loopback, where there is no certificate, the page sends the same message
 * itself. Whoever opened the page may see the code: it is good for nobody but the person who signed in.
 */
const SCRIPT = `
const code = document.getElementById("code").textContent;
if (location.protocol === "http:") {
  window.opener?.postMessage({ id: 0, func: "authentication.authenticate.success", args: [code] }, "*");
} else {
  microsoftTeams.app.initialize().then(() => microsoftTeams.authentication.notifySuccess(code), () => undefined);
}
`;

/** The page that hands the one-time code to the Teams client. */
export function signedInPage(code: string, language: Language): Page {
  const nonce = randomBytes(16).toString("base64");
  const heading = say("pages.signedIn");
  const body = `<h1>${htmlOf(heading, language)}</h1>
<p>${htmlOf(say("pages.closes"), language)}</p>
<code id="code" hidden>${escapeHtml(code)}</code>
<script src="${TEAMS_JS_PATH}"></script>
<script nonce="${nonce}">${SCRIPT}</script>`;
  return page(heading, body, { language, nonce, scripts: `script-src 'self' 'nonce-${nonce}'; ` });
}

/** A page that says what went wrong. */
export function refusedPage(text: Sayable, language: Language): Page {
  const nonce = randomBytes(16).toString("base64");
  const body = `<h1>${htmlOf(say("pages.failed"), language)}</h1>\n<p>${htmlOf(text, language)}</p>`;
  return page(say("pages.signIn"), body, { language, nonce, scripts: "" });
}

/** The language that a browser asks for (`Accept-Language`); English where it is none of ours. */
export function languageAsked(header: string | undefined): Language {
  const wanted = (header ?? "").slice(0, MAX_HEADER).split(",").map(preferenceOf);
  const [first] = wanted
    .filter(({ q }) => q > 0)
    .toSorted((one, other) => other.q - one.q)
    .flatMap(({ tag }) => languageOfTag(tag) ?? []);
  return first ?? "en";
}

/** Nobody speaks more languages than fit into so many characters. */
const MAX_HEADER = 200;

function preferenceOf(range: string): { readonly tag: string; readonly q: number } {
  const [tag = "", weight] = range.replace(/\s/g, "").toLowerCase().split(";q=");
  const q = weight === undefined ? 1 : Number(weight);
  return { tag, q: Number.isFinite(q) ? q : 0 };
}

interface Frame {
  readonly language: Language;
  readonly nonce: string;
  /** The directive for its scripts, or empty. */
  readonly scripts: string;
}

function page(title: Sayable, body: string, { language, nonce, scripts }: Frame): Page {
  const html = `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${htmlOf(title, language)}</title>
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
  const policy = `default-src 'none'; ${scripts}style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
  return {
    html,
    headers: { "content-type": "text/html; charset=utf-8", "content-security-policy": policy },
  };
}

function htmlOf(text: Sayable, language: Language): string {
  return escapeHtml(onCard(worded(text), tongueOf(language)));
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
