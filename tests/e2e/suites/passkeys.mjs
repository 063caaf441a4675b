// Passkeys and security keys in Chromium, with its virtual authenticators.
import assert from "node:assert/strict";

import { addAuthenticator } from "../support/authenticator.mjs";
import { checkPage } from "../support/browser.mjs";
import { atAdd, create, kAdd, withKeys } from "../support/passkeys.mjs";
import { enterPassword, signIn } from "../support/people.mjs";
import { suite } from "../support/suite.mjs";

const s = suite("passkeys", { people: 12 });
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

s.test("a key without verification is one factor: it counts beside the password", async ({ open, server }) => {
  const touch = { protocol: "u2f", transport: "usb", hasResidentKey: false, hasUserVerification: false, isUserVerified: false };
  const { page, person, authenticator } = await atAdd(open, server, 3, touch);
  await create(page, "Touch only");
  assert.doesNotMatch(await page.locator("main").innerText(), /Asks for a PIN/);
  const other = await withKeys(open, await authenticator.keys(), touch);
  await other.page.goto("/account");
  await enterPassword(other.page, person);
  if (!(await other.page.locator("#passkey-continue").count())) await other.page.click("#way-passkey");
  await other.page.click("#passkey-continue");
  await other.page.waitForURL("**/account");
});

s.test("after the password a security key is asked for", async ({ open, server }) => {
  const { page, person, authenticator } = await atAdd(open, server, 4, { transport: "usb", hasResidentKey: false });
  await create(page, "Security key");
  const other = await withKeys(open, await authenticator.keys(), { transport: "usb", hasResidentKey: false });
  await other.page.goto("/account");
  await enterPassword(other.page, person);
  if (!(await other.page.locator("#passkey-continue").count())) await other.page.click("#way-passkey");
  await other.page.locator("h1").waitFor();
  await checkPage(other.page);
  await other.page.click("#passkey-continue");
  await other.page.waitForURL("**/account");
});

s.test("backup flags are shown as they are", async ({ open, server }) => {
  const { page } = await atAdd(open, server, 5, { defaultBackupEligibility: true, defaultBackupState: true });
  await create(page, "Synced");
  const text = await page.locator("main").innerText();
  assert.match(text, /Synced/);
  assert.match(text, /Kept in a backup/);
});

s.test("without JavaScript the page says what passkeys need", async ({ open }) => {
  const page = await open({ javaScriptEnabled: false });
  await page.goto("/account");
  assert.match(await page.locator("#sign-in-passkey").innerText(), /JavaScript/);
});

s.test("in German, on a narrow screen", async ({ open, server }) => {
  const person = server.person({ kind: "citizen", index: 9 });
  const page = await open({ locale: "de-DE", viewport: { width: 320, height: 640 } });
  await page.goto(kAdd);
  await signIn(page, person);
  await page.waitForURL(`**${kAdd}`);
  await checkPage(page);
  const { wide, width } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, width: document.documentElement.clientWidth }));
  assert.ok(wide <= width, `${wide} on ${width}`);
  assert.match(await page.locator("h1").innerText(), /Passkey/);
});
