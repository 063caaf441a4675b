// Passkeys that are removed, copied, replayed or used for another site.
import assert from "node:assert/strict";

import { checkPage } from "../support/browser.mjs";
import { atAdd, create, giveKey, withKeys } from "../support/passkeys.mjs";
import { suite } from "../support/suite.mjs";

const s = suite("passkey_attacks");
const pathOf = (page) => new URL(page.url()).pathname;

async function refused(page) {
  await page.locator(".govuk-error-summary").waitFor();
  assert.equal(pathOf(page), "/sign-in");
  assert.match(await page.locator(".govuk-error-summary").innerText(), /did not work/);
}

s.test("a removed passkey is refused", async ({ open, server }) => {
  const { page, authenticator } = await atAdd(open, server, 0);
  await create(page, "Lost one");
  const keys = await authenticator.keys();
  const remove = page.locator('.govuk-summary-card:has-text("Lost one") button[value="remove"]');
  await remove.click();
  await giveKey(page, "/account/authenticators");
  await remove.click();
  await page.waitForURL("**/account/authenticators?done=removed");
  const other = await withKeys(open, keys);
  await other.page.goto("/account");
  await refused(other.page);
});

s.test("an answer is not taken twice, nor of another site", async ({ open, server }) => {
  const { page, authenticator } = await atAdd(open, server, 1);
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
  const { page, authenticator } = await atAdd(open, server, 2);
  await create(page, "Copied");
  const keys = await authenticator.keys();
  const owner = await withKeys(open, keys, {}, (key) => ({ ...key, signCount: 20 }));
  await owner.page.goto("/account");
  await owner.page.waitForURL("**/account");
  const thief = await withKeys(open, keys, {}, (key) => ({ ...key, signCount: 3 }));
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
