// A Node portal with openid-client delegates its login.
import assert from "node:assert/strict";

import { consentIfAsked, signIn } from "../support/people.mjs";
import { startPortal } from "../support/portal.mjs";
import { suite } from "../support/suite.mjs";

const s = suite("node_portal", { beside: (server) => startPortal(server, { scope: "openid profile email offline_access" }) });

const claimsOf = async (page) => JSON.parse(await page.locator("#claims").innerText());

async function enter(page, person) {
  await page.goto(s.beside.url);
  await page.click("#login");
  await signIn(page, person, { look: true });
  const asked = await consentIfAsked(page, { look: true });
  await page.locator("#claims").waitFor();
  return asked;
}

s.test("a citizen reaches the portal, which gets checked tokens", async ({ open, server }) => {
  const page = await open();
  const person = server.person({ kind: "citizen" });
  assert.equal(await enter(page, person), true, "the first time asks for consent");
  const { claims, userinfo } = await claimsOf(page);
  assert.equal(claims.iss, server.url);
  assert.equal(claims.aud, s.beside.client.client_id);
  assert.match(claims.acr, /aal2/);
  assert.equal(userinfo.sub, claims.sub);
  assert.ok(userinfo.name, "userinfo has the name that was consented to");

  await page.click("#refresh");
  assert.equal((await claimsOf(page)).refreshed, 1);
  await page.click("#refresh");
  assert.equal((await claimsOf(page)).refreshed, 2);
});

s.test("the second portal visit needs no password: single sign-on", async ({ open, server }) => {
  const page = await open();
  const person = server.person({ kind: "citizen", index: 1 });
  await enter(page, person);
  const first = await claimsOf(page);
  await page.context().clearCookies({ domain: "localhost", name: "portal" });
  await page.goto(s.beside.url);
  await page.click("#login");
  await page.locator("#claims").waitFor();
  const second = await claimsOf(page);
  assert.equal(second.claims.sub, first.claims.sub);
  assert.equal(second.claims.auth_time, first.claims.auth_time);
});

s.test("cancel at the sign-in page brings the portal access_denied", async ({ open }) => {
  const page = await open();
  await page.goto(s.beside.url);
  await page.click("#login");
  await page.click('button[name="action"][value="cancel"]');
  assert.equal(await page.locator("#error").innerText(), "access_denied");
});

s.test("cancel at the consent page, too", async ({ open, server }) => {
  const page = await open();
  await page.goto(s.beside.url);
  await page.click("#login");
  await signIn(page, server.person({ kind: "staff" }));
  await page.locator("form#consent").waitFor();
  await page.click('form#consent button[name="action"][value="cancel"]');
  assert.equal(await page.locator("#error").innerText(), "access_denied");
});

s.test("prompt=none without a session is login_required", async ({ open }) => {
  const page = await open();
  await page.goto(`${s.beside.url}/login?prompt=none`);
  assert.equal(await page.locator("#error").innerText(), "login_required");
});

s.test("a wrong redirect_uri stays at tessera, with a way back", async ({ open, server }) => {
  const page = await open();
  const query = new URLSearchParams({ client_id: s.beside.client.client_id, response_type: "code", scope: "openid",
    redirect_uri: "https://evil.example/cb" });
  const answer = await page.goto(`${server.url}/oauth2/authorize?${query}`);
  assert.equal(answer.status(), 400);
  assert.equal(new URL(page.url()).origin, server.url);
  await page.locator("#request-id").waitFor();
  await page.click("#error-way-back");
  assert.equal(new URL(page.url()).pathname, "/");
});

s.test("the sign-in follows ui_locales", async ({ open }) => {
  const page = await open();
  await page.goto(`${s.beside.url}/login?ui_locales=de`);
  assert.equal(await page.locator("html").getAttribute("lang"), "de");
});
