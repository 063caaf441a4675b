// A device that a person lets in by its code, and a counter that asks behind the scenes.
import assert from "node:assert/strict";
import path from "node:path";

import { checkPage } from "../support/browser.mjs";
import { Device, registerCounter, registerDevice } from "../support/device.mjs";
import { signIn } from "../support/people.mjs";
import { kArtifacts } from "../support/server.mjs";
import { suite } from "../support/suite.mjs";

const s = suite("device", { people: 5 });
const picture = (page, name) => page.screenshot({ path: path.join(kArtifacts, `device-${name}.png`), fullPage: true });
const claimsOf = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString());

s.test("a person enters the code of a device, which gets its tokens", async ({ open, server }) => {
  const device = new Device(server, await registerDevice(server, "Northport on the screen"));
  const { user_code: code, verification_uri: address } = await device.start();
  assert.equal((await device.pollOnce()).error, "authorization_pending");
  const person = server.person({ kind: "citizen" });
  const page = await open();
  await page.goto(address);
  await checkPage(page);
  await picture(page, "code");

  await page.fill("#user_code", "BBBB-BBBB");
  await page.click("#device-continue");
  await page.locator(".govuk-error-summary").waitFor();
  await checkPage(page);
  await picture(page, "wrong-code");

  await page.fill("#user_code", code.toLowerCase().replace("-", " "));
  await page.click("#device-continue");
  await signIn(page, person);
  await page.locator("#consent-user-code").waitFor();
  assert.equal(await page.locator("#consent-user-code").innerText(), code);
  assert.match(await page.locator("h1").innerText(), /Northport on the screen/);
  assert.match(await page.locator("#consent-claims").innerText(), /to greet you on the screen/);
  await checkPage(page);
  await picture(page, "confirm");
  await page.click("#consent-accept");
  await page.locator("#pending-done").waitFor();
  await checkPage(page);
  await picture(page, "done");

  const tokens = await device.poll();
  assert.ok(tokens.access_token, JSON.stringify(tokens));
  assert.ok(tokens.refresh_token);
  assert.equal(claimsOf(tokens.id_token).aud, device.client.client_id);
  assert.equal((await device.pollOnce()).error, "invalid_grant");
});

s.test("the link with the code fills it in, in German and without JavaScript; refusing is told", async ({ open, server }) => {
  const device = new Device(server, await registerDevice(server, "Screen two"));
  const { user_code: code, verification_uri_complete: address } = await device.start();
  const page = await open({ javaScriptEnabled: false });
  await page.goto(`${address}&lang=de`);
  assert.equal(await page.locator("#user_code").inputValue(), code);
  assert.match(await page.locator("h1").innerText(), /Gerät/);
  await picture(page, "german");
  await page.click("#device-continue");
  await signIn(page, server.person({ kind: "citizen", index: 1 }));
  await page.click("#consent-cancel");
  await page.locator("#pending-done").waitFor();
  assert.equal((await device.poll()).error, "access_denied");
  await page.goto("/device/confirm?request=damaged");
  await page.locator("#pending-done").waitFor();
});

s.test("a request behind the scenes waits in the account", async ({ open, server }) => {
  const person = server.person({ kind: "citizen", index: 2 });
  const counter = new Device(server, await registerCounter(server, "Counter four"));
  await counter.start("/oauth2/bc-authorize", { scope: "openid profile", login_hint: person.login, binding_message: "A7-42" });
  const page = await open();
  await page.goto("/account/requests");
  await signIn(page, person);
  await page.locator("#request-1").waitFor();
  assert.match(await page.locator("#request-1").innerText(), /Counter four[\s\S]*A7-42/);
  await checkPage(page);
  await picture(page, "requests");
  await page.click("#open-request-1");
  assert.equal(await page.locator("#consent-binding-message").innerText(), "A7-42");
  await checkPage(page);
  await picture(page, "request");
  await page.click("#consent-accept");
  await page.locator("#pending-done").waitFor();
  const tokens = await counter.poll();
  assert.ok(tokens.id_token, JSON.stringify(tokens));
  await page.goto("/account/requests");
  await page.locator("#no-requests").waitFor();
});
