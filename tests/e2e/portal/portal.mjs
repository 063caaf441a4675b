// A small government portal that delegates its login: openid-client as any Node portal would use it.
// Run as a process of its own: ISSUER, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, SCOPE, and
// NODE_EXTRA_CA_CERTS for the development CA. Prints "portal: ready URL".
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";

import * as oidc from "openid-client";

const redirectUri = new URL(process.env.REDIRECT_URI);
const home = redirectUri.origin;
const scope = process.env.SCOPE ?? "openid profile email";
const config = await oidc.discovery(new URL(process.env.ISSUER), process.env.CLIENT_ID, process.env.CLIENT_SECRET);
const visits = new Map(); // by cookie: pending logins by their state (several tabs), later claims and tokens

function visitOf(request, response) {
  const id = /(?:^|; )portal=([\w-]+)/.exec(request.headers.cookie ?? "")?.[1];
  if (id && visits.has(id)) return visits.get(id);
  const fresh = randomUUID();
  visits.set(fresh, { pending: new Map() });
  response.setHeader("Set-Cookie", `portal=${fresh}; Path=/; HttpOnly; SameSite=Lax`);
  return visits.get(fresh);
}

const escape = (text) => String(text).replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);

function show(response, title, body, status = 200) {
  response.writeHead(status, { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" });
  response.end(`<!DOCTYPE html><html lang="en"><title>${escape(title)}</title><main><h1>${escape(title)}</h1>${body}</main></html>`);
}

function redirect(response, url) {
  response.writeHead(302, { Location: String(url) });
  response.end();
}

const routes = {
  "/": async (_, response, visit) => {
    if (!visit.claims) return show(response, "Portal", '<a id="login" href="/login">Sign in</a>');
    const shown = { claims: visit.claims, userinfo: visit.userinfo, refreshed: visit.refreshed ?? 0 };
    show(response, "Portal: signed in",
      `<pre id="claims">${escape(JSON.stringify(shown))}</pre>
       <a id="refresh" href="/refresh">Refresh</a> <a id="userinfo" href="/userinfo">Userinfo</a>
       <a id="logout" href="/logout">Sign out</a>`);
  },
  "/login": async (request, response, visit) => {
    const [verifier, state, nonce] = [oidc.randomPKCECodeVerifier(), oidc.randomState(), oidc.randomNonce()];
    visit.pending.set(state, { verifier, nonce });
    const wishes = Object.fromEntries(new URL(request.url, home).searchParams);
    redirect(response, oidc.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri.href,
      scope,
      state,
      nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      ...wishes,
    }));
  },
  [redirectUri.pathname]: async (request, response, visit) => {
    const url = new URL(request.url, home);
    const state = url.searchParams.get("state");
    const asked = visit.pending.get(state);
    if (!asked) throw new Error("this login was not asked for here, or was used already");
    visit.pending.delete(state);
    const tokens = await oidc.authorizationCodeGrant(config, url, {
      pkceCodeVerifier: asked.verifier,
      expectedState: state,
      expectedNonce: asked.nonce,
      idTokenExpected: true,
    });
    visit.tokens = tokens;
    visit.claims = tokens.claims();
    visit.userinfo = await oidc.fetchUserInfo(config, tokens.access_token, visit.claims.sub);
    redirect(response, "/");
  },
  "/refresh": async (_, response, visit) => {
    const refreshed = await oidc.refreshTokenGrant(config, visit.tokens.refresh_token);
    visit.tokens = { ...visit.tokens, ...refreshed };
    visit.refreshed = (visit.refreshed ?? 0) + 1;
    redirect(response, "/");
  },
  "/userinfo": async (_, response, visit) => {
    visit.userinfo = await oidc.fetchUserInfo(config, visit.tokens.access_token, visit.claims.sub);
    redirect(response, "/");
  },
  "/logout": async (_, response, visit) => {
    const idToken = visit.tokens?.id_token;
    for (const name of ["claims", "tokens", "userinfo", "refreshed"]) delete visit[name];
    redirect(response, oidc.buildEndSessionUrl(config, {
      id_token_hint: idToken,
      post_logout_redirect_uri: `${home}/`,
      state: oidc.randomState(),
    }));
  },
};

const server = createServer(async (request, response) => {
  const route = routes[new URL(request.url, home).pathname];
  if (!route) return show(response, "Not found", "", 404);
  const visit = visitOf(request, response);
  try {
    await route(request, response, visit);
  } catch (error) {
    const known = error.error ?? error.cause?.error ?? error.code ?? "";
    show(response, "Portal: sign-in failed",
      `<p id="error">${escape(known)}</p><p id="error-text">${escape(error.message)}</p><a id="again" href="/login">Try again</a>`, 400);
  }
});
server.listen(Number(redirectUri.port), redirectUri.hostname, () => console.log(`portal: ready ${home}/`));
process.on("SIGTERM", () => process.exit(0));
