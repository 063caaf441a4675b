// A Flask portal with Authlib, as Debian ships both, delegates its login by the code of the guide.
import assert from "node:assert/strict";

import { consentIfAsked, signIn } from "../support/people.mjs";
import { startPythonPortal } from "../support/portal.mjs";
import { suite } from "../support/suite.mjs";

const s = suite("python_portal", { beside: startPythonPortal });

async function enter(page, person) {
  await page.goto(s.beside.url);
  await page.click("#login");
  await signIn(page, person);
  await consentIfAsked(page);
  await page.locator("#claims").waitFor();
  return JSON.parse(await page.locator("#claims").innerText());
}

s.test("a citizen reaches the portal, which checked the tokens itself", async ({ open, server }) => {
  const page = await open();
  const { claims, userinfo } = await enter(page, server.person({ kind: "citizen" }));
  assert.equal(claims.iss, server.url);
  assert.equal(claims.aud, s.beside.client.client_id);
  assert.ok(claims.nonce, "Authlib sent a nonce and got it back");
  assert.equal(userinfo.sub, claims.sub);
  assert.match(userinfo.email, /@/);
  assert.equal(claims.email, undefined, "personal claims come by UserInfo");
});

s.test("signing out of the portal signs out here, and the person comes back", async ({ open, server }) => {
  const page = await open();
  await enter(page, server.person({ kind: "citizen", index: 1 }));
  await page.click("#logout");
  await page.waitForURL(`${s.beside.url}/`);
  await page.goto(`${s.beside.url}/login?prompt=none`);
  assert.equal(await page.locator("#error").innerText(), "login_required");
});

s.test("cancel brings the portal access_denied", async ({ open }) => {
  const page = await open();
  await page.goto(s.beside.url);
  await page.click("#login");
  await page.click('button[name="action"][value="cancel"]');
  assert.equal(await page.locator("#error").innerText(), "access_denied");
});

s.test("an answer that the portal did not ask for is refused by Authlib", async ({ open }) => {
  const page = await open();
  await page.goto(`${s.beside.client.redirect_uri}?code=caught&state=foreign`);
  assert.equal(await page.locator("#error").innerText(), "mismatching_state");
});
