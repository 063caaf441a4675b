// Passkeys and security keys in Chromium, with its virtual authenticators.
import assert from "node:assert/strict";

import { addAuthenticator } from "../support/authenticator.mjs";
import { checkPage } from "../support/browser.mjs";
import { atAdd, create, giveKey, kAdd, withKeys } from "../support/passkeys.mjs";
import { suite } from "../support/suite.mjs";

const s = suite("passkeys");
const pathOf = (page) => new URL(page.url()).pathname;

s.test("a passkey is added, named and used without a name or a password", async ({ open, server }) => {
  const { page, authenticator } = await atAdd(open, server, 0);
  await checkPage(page);
  await create(page, "Telephone");
  await checkPage(page);
  assert.match(await page.locator("main").innerText(), /Telephone/);
  const [key] = await authenticator.keys();
  assert.equal(key.rpId, "localhost");
  assert.equal(Buffer.from(key.userHandle, "base64").length, 32);

  // The field of the user name offers it by itself (conditional mediation).
  const other = await withKeys(open, [key]);
  await other.page.goto("/account");
  await other.page.waitForURL("**/account");
  await other.page.goto("/account/authenticators");
  assert.equal(pathOf(other.page), "/account/authenticators", "aal2 by one gesture");
});

s.test("the button asks for it too", async ({ open, server }) => {
  const { page, authenticator } = await atAdd(open, server, 1);
  await create(page, "Key");
  const other = await withKeys(open, []);
  await other.page.goto("/account");
  await checkPage(other.page);
  assert.match(await other.page.locator("#username").getAttribute("autocomplete"), /^username webauthn$/);
  for (const key of await authenticator.keys()) await other.authenticator.add(key);
  await other.page.click("#passkey-continue");
  await other.page.waitForURL("**/account");
});

s.test("several per person; one that is there is not added twice", async ({ open, server }) => {
  const { page, authenticator } = await atAdd(open, server, 2);
  await create(page, "First");
  await page.goto(kAdd);
  await checkPage(page);
  await giveKey(page, kAdd);
  await page.click("#passkey-create");
  await page.locator("#passkey-status:not([hidden])").waitFor();
  await checkPage(page);
  const first = await authenticator.keys();
  await authenticator.remove();
  const second = await addAuthenticator(page, { transport: "usb" });
  await create(page, "Second");
  const text = await page.locator("main").innerText();
  assert.match(text, /First/);
  assert.match(text, /Second/);
  for (const key of [first[0], (await second.keys())[0]]) {
    const other = await withKeys(open, [key]);
    await other.page.goto("/account");
    await other.page.waitForURL("**/account");
  }
});

s.test("without JavaScript the page says what passkeys need", async ({ open }) => {
  const page = await open({ javaScriptEnabled: false });
  await page.goto("/account");
  assert.match(await page.locator("#sign-in-passkey").innerText(), /JavaScript/);
});
