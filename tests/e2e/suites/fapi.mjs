// FAPI 2.0 clients as others write them: oauth4webapi with DPoP, openid-client with a certificate.
import assert from "node:assert/strict";
import { createPrivateKey } from "node:crypto";
import { createServer } from "node:http";
import path from "node:path";

import * as oauth from "oauth4webapi";
import * as oidc from "openid-client";

import { admin } from "../support/clients.mjs";
import { trustingFetch } from "../support/fetch.mjs";
import { consentIfAsked, signIn } from "../support/people.mjs";
import { suite } from "../support/suite.mjs";

const s = suite("fapi");
const demoClient = (server, key) => server.demo.clients.find((one) => one.key === key);

// Where the demo client's redirect_uri leads; what arrived is in `arrived`.
async function callback(client) {
  const uri = new URL(client.redirect_uris[0]);
  const place = { redirectUri: uri.href, arrived: null };
  const server = createServer((request, response) => {
    if (request.url.startsWith(uri.pathname)) place.arrived = new URL(request.url, uri.origin);
    response.end("<!DOCTYPE html><title>Back</title><h1 id=back>Back at the client</h1>");
  });
  await new Promise((resolve) => server.listen(Number(uri.port), "localhost", resolve));
  place.stop = () => new Promise((resolve) => server.close(resolve));
  return place;
}

async function signInAt(page, url, person) {
  await page.goto(String(url));
  await signIn(page, person);
  await consentIfAsked(page);
  await page.locator("#back").waitFor();
}

const signingKey = (pem) =>
  crypto.subtle.importKey("pkcs8", createPrivateKey(pem).export({ type: "pkcs8", format: "der" }),
    { name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);

s.test("oauth4webapi: a pushed request, a signed assertion, tokens bound by DPoP", async ({ open, server }) => {
  const demo = demoClient(server, "fapi");
  const options = { [oauth.customFetch]: trustingFetch({ ca: server.demo.ca_file }) };
  const issuer = new URL(server.url);
  const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, options));
  const client = { client_id: demo.client_id, id_token_signed_response_alg: "ES256" };
  const auth = oauth.PrivateKeyJwt(await signingKey(demo.private_key));
  const DPoP = oauth.DPoP(client, await oauth.generateKeyPair("ES256"));
  const verifier = oauth.generateRandomCodeVerifier();
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
  const place = await callback(demo);
  try {
    const pushed = await oauth.processPushedAuthorizationResponse(as, client,
      await oauth.pushedAuthorizationRequest(as, client, auth, {
        response_type: "code",
        redirect_uri: place.redirectUri,
        scope: "openid profile",
        state,
        nonce,
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: "S256",
      }, { ...options, DPoP }));
    const start = new URL(as.authorization_endpoint);
    start.search = new URLSearchParams({ client_id: client.client_id, request_uri: pushed.request_uri });
    await signInAt(await open(), start, server.person({ kind: "citizen" }));

    const params = oauth.validateAuthResponse(as, client, place.arrived, state);
    const tokens = await oauth.processAuthorizationCodeResponse(as, client,
      await oauth.authorizationCodeGrantRequest(as, client, auth, params, place.redirectUri, verifier,
        { ...options, DPoP }), { expectedNonce: nonce, requireIdToken: true });
    assert.equal(tokens.token_type, "dpop");
    const { sub } = oauth.getValidatedIdTokenClaims(tokens);
    const person = await oauth.processUserInfoResponse(as, client, sub,
      await oauth.userInfoRequest(as, client, tokens.access_token, { ...options, DPoP }));
    assert.ok(person.name, "the name that was consented to");

    const thief = oauth.DPoP(client, await oauth.generateKeyPair("ES256"));
    await assert.rejects(
      async () => oauth.processUserInfoResponse(as, client, sub,
        await oauth.userInfoRequest(as, client, tokens.access_token, { ...options, DPoP: thief })),
      "the token of another key");
  } finally {
    await place.stop();
  }
});

s.test("openid-client: a certificate for the client and for its tokens", async ({ open, server }) => {
  const demo = demoClient(server, "mtls");
  const folder = path.dirname(server.demo.ca_file);
  const fetch = trustingFetch({
    ca: server.demo.ca_file,
    cert: path.join(folder, "client.crt"),
    key: path.join(folder, "client.key"),
  });
  const config = await oidc.discovery(new URL(server.url), demo.client_id,
    { id_token_signed_response_alg: "ES256", use_mtls_endpoint_aliases: true }, oidc.TlsClientAuth(),
    { [oidc.customFetch]: fetch });
  const [verifier, state, nonce] = [oidc.randomPKCECodeVerifier(), oidc.randomState(), oidc.randomNonce()];
  const place = await callback(demo);
  try {
    const start = await oidc.buildAuthorizationUrlWithPAR(config, {
      redirect_uri: place.redirectUri,
      scope: "openid profile",
      state,
      nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
    });
    await signInAt(await open(), start, server.person({ kind: "citizen", index: 1 }));
    const tokens = await oidc.authorizationCodeGrant(config, place.arrived, {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
    });
    const person = await oidc.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
    assert.ok(person.name);

    const bare = trustingFetch({ ca: server.demo.ca_file });
    const refused = await bare(config.serverMetadata().userinfo_endpoint,
      { headers: { authorization: `Bearer ${tokens.access_token}` } });
    assert.equal(refused.status, 401, "the token without its certificate");
  } finally {
    await place.stop();
  }
});

s.test("a resource server checks the token offline, with its proof, and by introspection", async ({ server }) => {
  const demo = demoClient(server, "fapi");
  const options = { [oauth.customFetch]: trustingFetch({ ca: server.demo.ca_file }) };
  const issuer = new URL(server.url);
  const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, options));
  const client = { client_id: demo.client_id };
  const auth = oauth.PrivateKeyJwt(await signingKey(demo.private_key));
  const DPoP = oauth.DPoP(client, await oauth.generateKeyPair("ES256"));
  const tokens = await oauth.processClientCredentialsResponse(as, client,
    await oauth.clientCredentialsGrantRequest(as, client, auth, { scope: "records:read" }, { ...options, DPoP }));

  const audience = "https://api.health.example";
  const asked = (method, headers) => new Request(`${audience}/records`, { method, headers });
  const withProof = async (by, method = "GET") => {
    let sent;
    const record = { [oauth.customFetch]: async (url, request) => {
      sent = asked(request.method, request.headers);
      return new Response("{}");
    } };
    await oauth.protectedResourceRequest(tokens.access_token, method, new URL(`${audience}/records`), undefined,
      undefined, { ...record, DPoP: by });
    return sent;
  };
  const claims = await oauth.validateJwtAccessToken(as, await withProof(DPoP), audience, options);
  assert.equal(claims.client_id, demo.client_id);
  assert.equal(claims.scope, "records:read");
  const thief = oauth.DPoP(client, await oauth.generateKeyPair("ES256"));
  await assert.rejects(async () => oauth.validateJwtAccessToken(as, await withProof(thief), audience, options));
  const bare = asked("GET", { authorization: `Bearer ${tokens.access_token}` });
  await assert.rejects(oauth.validateJwtAccessToken(as, bare, audience, { ...options, requireDPoP: true }));
  await assert.rejects(async () =>
    oauth.validateJwtAccessToken(as, await withProof(DPoP), "https://elsewhere.example", options));

  // The API is a client of its own; who only calls it learns nothing of the tokens of others.
  const add = async (name, more) => {
    const made = await admin(server, "POST", "/clients", { name, owner: "Ministry of Health", contacts: ["api@health.example"],
      application_type: "machine", grant_types: ["client_credentials"], response_types: [], redirect_uris: [],
      scopes: ["records:read"], ...more });
    await admin(server, "POST", `/clients/${made.client_id}/status`, { status: "approved", reason: "test" });
    return made;
  };
  const introspect = async (by) => oauth.processIntrospectionResponse(as, by,
    await oauth.introspectionRequest(as, by, oauth.ClientSecretBasic(by.client_secret), tokens.access_token, options));
  const api = await add("Records API", { served_audiences: [audience] });
  const caller = await add("Another caller", { audiences: [audience] });
  const living = await introspect(api);
  assert.equal(living.active, true);
  assert.equal(living.client_id, demo.client_id);
  assert.equal(living.cnf.jkt, claims.cnf.jkt);
  assert.equal((await introspect(caller)).active, false);
  await oauth.processRevocationResponse(
    await oauth.revocationRequest(as, client, auth, tokens.access_token, options));
  assert.equal((await introspect(api)).active, false);
});
