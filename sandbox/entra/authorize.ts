import { randomBytes } from "node:crypto";
import type { Context, Hono } from "hono";
import type { SandboxEnv } from "../faults.ts";
import { assertAdmitted, type Account, type Directory } from "./directory.ts";
import { EntraError } from "./errors.ts";
import type { IssuedCode } from "./grants.ts";
import { consentPage, errorPage, pickPage, verifyPage } from "./pages.ts";

interface Settings {
  readonly tenantId: string;
  readonly clientId: string;
  readonly directory: Directory;
  readonly redirectUris: ReadonlySet<string>;
  readonly codes: Map<string, IssuedCode>;
  readonly now: () => number;
}

interface Transaction {
  readonly redirectUri: string;
  readonly state: string | null;
  readonly scope: string;
  readonly challenge: string;
  readonly nonce: string | null;
  readonly forceConsent: boolean;
  /** Conditional Access authentication contexts that the claims request makes essential. */
  readonly acrs: readonly string[];
  /** Whether the second factor was given. */
  readonly verified: boolean;
  /** Epoch milliseconds. */
  readonly startedAt: number;
}

const TRANSACTION_LIFE_MS = 600_000;

/** The sign-in pages: `GET` shows, `POST` is the click. Mounted on a plain http loopback listener. */
export function mountAuthorize(app: Hono<SandboxEnv>, settings: Settings): void {
  const open = new Map<string, Transaction>();
  const path = `/${settings.tenantId}/oauth2/v2.0/authorize`;

  app.get(path, async (c) => {
    const asked = await readRequest(c, settings);
    if (asked instanceof Response) return asked;
    const hint = settings.directory.byUpn(c.req.query("login_hint") ?? "");
    const prompt = c.req.query("prompt");
    if (prompt === "none") return silent(c, settings, asked, hint);
    const id = randomBytes(24).toString("base64url");
    open.set(id, asked);
    const others = settings.directory.accounts.filter((one) => one !== hint);
    return c.html(pickPage(path, id, hint ? [hint, ...others] : others));
  });

  app.post(path, async (c) => {
    const form = new URLSearchParams(await c.req.text());
    const id = form.get("transaction") ?? "";
    const asked = open.get(id);
    const account = settings.directory.accounts.find((one) => one.person.key === form.get("person"));
    if (!asked || !account || asked.startedAt + TRANSACTION_LIFE_MS < settings.now())
      return c.html(errorPage(165000, "This sign-in is no longer valid. Start again."), 400);
    const barred = problemOf(account);
    if (barred !== null) return c.html(errorPage(barred.code, barred.message), 401);
    // The stronger sign-in is asked for each time, as a policy with sign-in frequency "every time" does.
    const verified = form.get("verified");
    const unproven = asked.acrs.length > 0 && !asked.verified;
    if (unproven && verified === null) return c.html(verifyPage(path, id, account));
    if (unproven && verified !== "yes") {
      open.delete(id);
      return refuse(c, asked, "access_denied", VERIFY_DECLINED);
    }
    open.set(id, { ...asked, verified: true });
    const consent = form.get("consent");
    const asksFor = asked.scope.split(/\s+/).map((word) => word.slice(word.lastIndexOf("/") + 1));
    const news = account.needsConsent || asksFor.some((one) => account.unconsented.has(one));
    if ((news || asked.forceConsent) && consent === null)
      return c.html(consentPage(path, id, account, asked.scope.split(/\s+/)));
    open.delete(id);
    if (consent !== null && consent !== "yes") return refuse(c, asked, "access_denied", CONSENT_DECLINED);
    account.needsConsent = false;
    for (const one of asksFor) account.unconsented.delete(one);
    account.stepUp = null;
    return grant(c, settings, asked, account);
  });
}

/** Why Entra gives this person no code at all; shown on its own page, the application hears nothing. */
function problemOf(account: Account): EntraError | null {
  try {
    assertAdmitted(account);
    return null;
  } catch (error) {
    if (error instanceof EntraError) return error;
    throw error;
  }
}

const VERIFY_DECLINED = "AADSTS500121: Authentication failed during strong authentication request.";
const CONSENT_DECLINED = "AADSTS65004: User declined to consent to access the app.";

/** Checks what the application asked. What can't be sent back safely is shown as a page (open redirects). */
function readRequest(c: Context, settings: Settings): Transaction | Response | Promise<Response> {
  const redirectUri = c.req.query("redirect_uri") ?? "";
  if (c.req.query("client_id") !== settings.clientId)
    return c.html(errorPage(700016, "Application was not found in the directory 'Contoso'."), 400);
  if (!settings.redirectUris.has(redirectUri)) {
    return c.html(
      errorPage(
        50011,
        `The redirect URI '${redirectUri}' specified in the request does not match the redirect URIs configured for the application.`,
      ),
      400,
    );
  }
  const asked: Transaction = {
    redirectUri,
    state: c.req.query("state") ?? null,
    scope: c.req.query("scope") ?? "",
    challenge: c.req.query("code_challenge") ?? "",
    // msal-node sends an empty one when the application has none.
    nonce: c.req.query("nonce") || null,
    forceConsent: c.req.query("prompt") === "consent",
    acrs: contextsIn(c.req.query("claims") ?? ""),
    verified: false,
    startedAt: settings.now(),
  };
  if (c.req.query("response_type") !== "code")
    return refuse(
      c,
      asked,
      "unsupported_response_type",
      "AADSTS700054: response_type is not enabled for the application.",
    );
  if ((c.req.query("response_mode") ?? "query") !== "query")
    return refuse(c, asked, "invalid_request", "AADSTS90110: only response_mode 'query' is served here.");
  if (c.req.query("code_challenge_method") !== "S256" || !/^[\w-]{43}$/.test(asked.challenge))
    return refuse(
      c,
      asked,
      "invalid_request",
      "AADSTS9002325: Proof Key for Code Exchange is required, with S256.",
    );
  return asked;
}

interface ClaimsRequest {
  readonly [token: string]: {
    readonly acrs?: { readonly value?: string; readonly values?: readonly string[] };
  };
}

/** The `acrs` values of a claims request, of whichever token; none when it can't be read. */
function contextsIn(claims: string): readonly string[] {
  try {
    const asked = Object.values(JSON.parse(claims) as ClaimsRequest).map(({ acrs }) => acrs);
    return [...new Set(asked.flatMap((acrs) => [acrs?.value ?? [], acrs?.values ?? []].flat()))];
  } catch {
    return [];
  }
}

function silent(c: Context, settings: Settings, asked: Transaction, hint: Account | undefined): Response {
  if (!hint || hint.disabled)
    return refuse(
      c,
      asked,
      "login_required",
      "AADSTS50058: Session information is not sufficient for single-sign-on.",
    );
  if (hint.needsConsent)
    return refuse(
      c,
      asked,
      "consent_required",
      "AADSTS65001: The user has not consented to use the application.",
    );
  if (hint.stepUp !== null || asked.acrs.length > 0)
    return refuse(c, asked, "interaction_required", "AADSTS50076: You must use multi-factor authentication.");
  return grant(c, settings, asked, hint);
}

function grant(c: Context, settings: Settings, asked: Transaction, account: Account): Response {
  const code = `1.${randomBytes(48).toString("base64url")}`;
  const issued = { oid: account.person.oid, redirectUri: asked.redirectUri, challenge: asked.challenge };
  const nonce = asked.nonce === null ? {} : { nonce: asked.nonce };
  const { scope, acrs } = asked;
  settings.codes.set(code, { ...issued, ...nonce, scope, acrs, issuedAt: settings.now() });
  return back(c, asked, { code });
}

function refuse(c: Context, asked: Transaction, error: string, text: string): Response {
  return back(c, asked, { error, error_description: text });
}

function back(c: Context, asked: Transaction, answer: Record<string, string>): Response {
  const target = new URL(asked.redirectUri);
  for (const [name, value] of Object.entries(answer)) target.searchParams.set(name, value);
  if (asked.state !== null) target.searchParams.set("state", asked.state);
  return c.redirect(target.href, 302);
}
