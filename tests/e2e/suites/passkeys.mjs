// Passkeys and security keys in Chromium, with its virtual authenticators.
import assert from "node:assert/strict";

import { addAuthenticator } from "../support/authenticator.mjs";
import { checkPage } from "../support/browser.mjs";
import { enterPassword, signIn } from "../support/people.mjs";
import { suite } from "../support/suite.mjs";

const s = suite("passkeys", { people: 12 });
const pathOf = (page) => new URL(page.url()).pathname;
const kAdd = "/account/authenticators/passkey";

// Signed in with password and code, at the page where a passkey is added.
async function atAdd(open, server, index, options) {
  const person = server.person({ kind: "citizen", index });
  const page = await open();
  const authenticator = await addAuthenticator(page, options);
  await page.goto(kAdd);
  await signIn(page, person);
  await page.waitForURL(`**${kAdd}`);
  return { page, person, authenticator };
}

async function create(page, name) {
  await page.goto(kAdd);
  await page.fill("#label", name);
  await page.click("#passkey-create");
  await page.waitForURL("**/account/authenticators?done=added");
}

// Another browser with the same keys in its authenticator; `change` is what it does to them before.
async function withKeys(open, keys, options, change = (key) => key) {
  const page = await open();
  const authenticator = await addAuthenticator(page, options);
  for (const key of keys) await authenticator.add(change(structuredClone(key)));
  return { page, authenticator };
}

async function refused(page) {
  await page.locator(".govuk-error-summary").waitFor();
  assert.equal(pathOf(page), "/sign-in");
  assert.match(await page.locator(".govuk-error-summary").innerText(), /did not work/);
}

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
  const other = await withKeys(open, await authenticator.keys());
  await other.authenticator.touch(false);
  await other.page.goto("/account");
  await checkPage(other.page);
  assert.match(await other.page.locator("#username").getAttribute("autocomplete"), /^username webauthn$/);
  await other.page.click("#passkey-continue");
  await other.authenticator.touch(true);
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

s.test("without verification it is one factor: the password is asked for", async ({ open, server }) => {
  const { page, person, authenticator } = await atAdd(open, server, 3, { transport: "usb" });
  await create(page, "Touch only");
  const other = await withKeys(open, await authenticator.keys(), { hasUserVerification: false, isUserVerified: false, transport: "usb" });
  await other.page.goto("/account");
  await other.page.locator('input[type="password"]').waitFor();
  await other.page.waitForFunction(() => !document.querySelector("#username"));
  await checkPage(other.page);
  await other.page.fill("#password", person.password);
  await other.page.click("#sign-in-continue");
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

s.test("a removed passkey is refused", async ({ open, server }) => {
  const { page, authenticator } = await atAdd(open, server, 6);
  await create(page, "Lost one");
  const keys = await authenticator.keys();
  await page.locator('.govuk-summary-card:has-text("Lost one") button[value="remove"]').click();
  await page.waitForURL("**/account/authenticators?done=removed");
  const other = await withKeys(open, keys);
  await other.page.goto("/account");
  await refused(other.page);
});

s.test("an answer is not taken twice, nor of another site", async ({ open, server }) => {
  const { page, authenticator } = await atAdd(open, server, 7);
  await create(page, "Once");
  const other = await withKeys(open, await authenticator.keys());
  const sent = other.page.waitForRequest((request) => request.method() === "POST" && request.postData()?.includes("method=passkey"));
  await other.page.goto("/account");
  const request = await sent;
  await other.page.waitForURL("**/account");
  const again = new URLSearchParams(request.postData());
  const replay = (fields) =>
    other.page.request.post(request.url(), { form: Object.fromEntries(fields), headers: { Origin: new URL(server.url).origin }, maxRedirects: 0 });
  await other.page.context().clearCookies({ name: "__Host-session" });
  assert.equal((await replay(again)).status(), 400);
  const response = JSON.parse(again.get("response"));
  const data = JSON.parse(Buffer.from(response.response.clientDataJSON, "base64url"));
  data.origin = "https://localhost.evil.example";
  response.response.clientDataJSON = Buffer.from(JSON.stringify(data)).toString("base64url");
  again.set("response", JSON.stringify(response));
  assert.equal((await replay(again)).status(), 400);
  await other.page.goto("about:blank");
});

s.test("a copy with an old count puts the key out of use", async ({ open, server }) => {
  const { page, authenticator } = await atAdd(open, server, 8, { transport: "usb" });
  await create(page, "Copied");
  const keys = await authenticator.keys();
  const owner = await withKeys(open, keys, { transport: "usb" }, (key) => ({ ...key, signCount: 20 }));
  await owner.page.goto("/account");
  await owner.page.waitForURL("**/account");
  const thief = await withKeys(open, keys, { transport: "usb" }, (key) => ({ ...key, signCount: 3 }));
  await thief.page.goto("/account");
  await refused(thief.page);
  // The owner sees it, and the key is of no use any more.
  await page.goto("/account/authenticators");
  assert.match(await page.locator('.govuk-summary-card:has-text("Copied")').innerText(), /not safe any more/);
  await checkPage(page);
  await owner.page.context().clearCookies();
  await owner.page.goto("/account");
  await refused(owner.page);
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
