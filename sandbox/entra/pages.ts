import { html } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import type { Account } from "./directory.ts";

type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

const STYLE = `
:root{color-scheme:light;font-family:"Segoe UI",system-ui,sans-serif;color:#1b1b1b}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:linear-gradient(135deg,#e8eef7,#f7f3ee)}
main{box-sizing:border-box;width:min(440px,94vw);background:#fff;padding:36px 40px;box-shadow:0 2px 12px #0003}
.org{font-weight:600;color:#3b5bab;margin:0 0 18px}h1{font-size:24px;font-weight:600;margin:0 0 6px}
p{font-size:14px;line-height:1.45;color:#444;margin:0 0 16px}ul{font-size:14px;padding-left:20px;margin:0 0 18px}
li{margin:0 0 6px;overflow-wrap:anywhere}small{color:#666;font-size:12px}
form{margin:0 -40px}button.person{all:unset;box-sizing:border-box;display:flex;gap:14px;align-items:center;
width:100%;padding:11px 40px;cursor:pointer}button.person:hover,button.person:focus-visible{background:#eef2f8}
.dot{flex:none;width:38px;height:38px;border-radius:50%;background:#3b5bab;color:#fff;display:grid;
place-items:center;font-weight:600}.name{display:block;font-size:15px}.upn{display:block;font-size:13px;color:#666}
.row{display:flex;gap:10px;justify-content:flex-end;padding:0 40px}
.row button{font:inherit;font-size:15px;border:0;padding:8px 26px;background:#ddd;cursor:pointer}
.row button.yes{background:#3b5bab;color:#fff}`;

function page(title: string, body: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title}</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        <main>
          <p class="org">Contoso Health (sandbox)</p>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html>`;
}

/** "Pick an account": a button per person, the hinted one first. */
export function pickPage(action: string, transaction: string, accounts: readonly Account[]): Html {
  return page(
    "Pick an account",
    html`<p>to continue to Defender Bot</p>
      <form method="post" action="${action}">
        <input type="hidden" name="transaction" value="${transaction}" />
        ${accounts.map(
          ({ person }) =>
            html`<button class="person" name="person" value="${person.key}">
              <span class="dot" aria-hidden="true">${person.name.replace(/[^A-Z]/g, "")}</span>
              <span><span class="name">${person.name}</span><span class="upn">${person.upn}</span></span>
            </button>`,
        )}
      </form>`,
  );
}

/** Entra's own words for what is no permission of an API. */
const OIDC: Readonly<Record<string, string>> = {
  openid: "Sign you in",
  profile: "View your basic profile",
  email: "View your email address",
  offline_access: "Maintain access to data you have given it access to",
};

/** One line of what is asked for: `https://api.example/Machine.Read` is a permission of an API. */
function invocation(scope: string): Html {
  const words = OIDC[scope];
  if (words !== undefined) return html`<li>${words}</li>`;
  const cut = scope.lastIndexOf("/");
  const api = cut < 0 ? "graph.microsoft.com" : scope.slice(0, cut).replace(/^https?:\/\//, "");
  return html`<li><strong>${scope.slice(cut + 1)}</strong><br /><small>${api}</small></li>`;
}

/** "Permissions requested": what the person agrees to, one line per permission. */
export function consentPage(
  action: string,
  transaction: string,
  account: Account,
  permissions: readonly string[],
): Html {
  return page(
    "Permissions requested",
    html`<p>${account.person.upn}</p>
      <p>Defender Bot would like to:</p>
      <ul>
        ${permissions.map(invocation)}
      </ul>
      <form method="post" action="${action}">
        <input type="hidden" name="transaction" value="${transaction}" />
        <input type="hidden" name="person" value="${account.person.key}" />
        <div class="row">
          <button name="consent" value="no">Cancel</button>
          <button class="yes" name="consent" value="yes">Accept</button>
        </div>
      </form>`,
  );
}

/** "Verify your identity": the second factor that an authentication context asks for. */
export function verifyPage(action: string, transaction: string, account: Account): Html {
  return page(
    "Verify your identity",
    html`<p>${account.person.upn}</p>
      <p>Your organization asks for a stronger sign-in for this. Approve it on your phone.</p>
      <form method="post" action="${action}">
        <input type="hidden" name="transaction" value="${transaction}" />
        <input type="hidden" name="person" value="${account.person.key}" />
        <div class="row">
          <button name="verified" value="no">Cancel</button>
          <button class="yes" name="verified" value="yes">Approve sign-in</button>
        </div>
      </form>`,
  );
}

export function errorPage(code: number, text: string): Html {
  return page("Sorry, but we’re having trouble signing you in.", html`<p>AADSTS${code}: ${text}</p>`);
}
