// Keys that only feel a touch, keys that keep no names, keys that are copied to other devices.
import assert from "node:assert/strict";

import { checkPage } from "../support/browser.mjs";
import { atAdd, create, kAdd, withKeys } from "../support/passkeys.mjs";
import { enterPassword, signIn } from "../support/people.mjs";
import { suite } from "../support/suite.mjs";

const s = suite("passkey_kinds");

s.test("a key without verification is one factor: it counts beside the password", async ({ open, server }) => {
  const touch = { protocol: "u2f", transport: "usb", hasResidentKey: false, hasUserVerification: false, isUserVerified: false };
  const { page, person, authenticator } = await atAdd(open, server, 0, touch);
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
  const { page, person, authenticator } = await atAdd(open, server, 1, { transport: "usb", hasResidentKey: false });
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
  const { page } = await atAdd(open, server, 2, { defaultBackupEligibility: true, defaultBackupState: true });
  await create(page, "Synced");
  const text = await page.locator("main").innerText();
  assert.match(text, /Synced/);
  assert.match(text, /Kept in a backup/);
});

s.test("in German, on a narrow screen", async ({ open, server }) => {
  const person = server.person({ kind: "citizen", index: 3 });
  const page = await open({ locale: "de-DE", viewport: { width: 320, height: 640 } });
  await page.goto(kAdd);
  await signIn(page, person);
  await page.waitForURL(`**${kAdd}`);
  await checkPage(page);
  const { wide, width } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, width: document.documentElement.clientWidth }));
  assert.ok(wide <= width, `${wide} on ${width}`);
  assert.match(await page.locator("h1").innerText(), /Passkey/);
});
