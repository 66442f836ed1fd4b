import { randomBytes } from "node:crypto";

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
export function signedInPage(code: string): Page {
  const nonce = randomBytes(16).toString("base64");
  const body = `<h1>You are signed in</h1>
<p>This window closes by itself. If it stays open, close it, go back to Teams and sign in once more.</p>
<code id="code" hidden>${escapeHtml(code)}</code>
<script src="${TEAMS_JS_PATH}"></script>
<script nonce="${nonce}">${SCRIPT}</script>`;
  return page("Signed in", body, nonce, `script-src 'self' 'nonce-${nonce}'; `);
}

/** A page that says what went wrong; `text` is ours. */
export function refusedPage(text: string): Page {
  const nonce = randomBytes(16).toString("base64");
  return page("Sign-in", `<h1>That did not work</h1>\n<p>${escapeHtml(text)}</p>`, nonce, "");
}

function page(title: string, body: string, nonce: string, scripts: string): Page {
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
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

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
