// What leads back into an account is prepared there; what is lost is put to rest.
import assert from "node:assert/strict";

import { checkPage } from "../support/browser.mjs";
import { atAdd, create, withKeys } from "../support/passkeys.mjs";
import { enterPassword, signIn } from "../support/people.mjs";
import { begin, go, look, mailedCode, narrow, prove } from "../support/recovery.mjs";
import { suite } from "../support/suite.mjs";

const s = suite("recovery_setup", { people: 10 });

s.test("what leads back is prepared in the account", async ({ open, server }) => {
  const person = server.demo.people[2];
  const page = await open(narrow);
  await page.goto("/account/recovery");
  await signIn(page, person);
  await page.waitForURL("**/account/recovery");
  await look(page, "account");
  await checkPage(page);
  await go(page, "#make-saved-code-yes", "saved-code");
  const saved = (await page.locator("#shown-code").innerText()).trim();
  assert.match(saved, /^([0-9A-Z]{4}-){5}[0-9A-Z]{4}$/);
  await go(page, "#recover-next");
  await go(page, "#add-address", "address");
  await page.locator("#mail").fill("second@elsewhere.example");
  await go(page, "#offer-address-send", "address-code");
  await page.locator("#code").fill(await mailedCode(server, "second@elsewhere.example"));
  await go(page, "#confirm-address-save");
  assert.match(await page.locator("#addresses").innerText(), /second@elsewhere\.example/);
  await go(page, "#add-contact", "contact");
  await page.locator("#name").fill("Carla");
  await page.locator("#mail").fill("carla@friends.example");
  await page.locator("#known_as").fill("Your neighbour");
  await go(page, "#new-contact-save", "account-full");
  const invitation = await server.mail("carla@friends.example", { matching: /\/recover\/contact\?/ });
  const friend = await open(narrow);
  await friend.goto(/https:\S+\/recover\/contact\?\S+/.exec(invitation)[0]);
  await look(friend, "contact-asked");
  await checkPage(friend);
  await go(friend, "#recover-confirm-yes");
  await page.reload();
  assert.equal(await page.locator("#recovery-not-enough").count(), 0);

  await page.goto("/account/codes");
  await go(page, "#make-codes-yes", "sheet");
  const codes = await page.locator("#code-sheet li").allInnerTexts();
  assert.equal(new Set(codes).size, 10);
  await page.goto("/account/authenticators");
  await look(page, "authenticators");
  await checkPage(page);

  // A printed code signs in where the phone is not at hand, once.
  const other = await open(narrow);
  await other.goto("/account");
  await enterPassword(other, person);
  await go(other, "#way-lookup_code", "sign-in-lookup");
  await other.locator("#sign-in-code #code").fill(codes[0].trim());
  await other.locator("#code-continue").click();
  await other.waitForURL("**/account");
  await other.goto("/account/codes");
  assert.equal((await other.locator("#codes-left").innerText()).trim(), "9");

  // The friend helps: a saved code and one by the friend are two of different ways.
  const lost = await open(narrow);
  await begin(lost, person);
  await prove(lost, "saved_code", saved);
  await go(lost, "#way-contact_code", "prove-contact");
  await go(lost, "#recover-ask-contacts", "asked");
  const asked = await server.mail("carla@friends.example", { matching: /\/recover\/help\?/ });
  await friend.goto(/https:\S+\/recover\/help\?\S+/.exec(asked)[0]);
  await look(friend, "help");
  await go(friend, "#recover-confirm-yes", "helped");
  await prove(lost, "contact_code", (await friend.locator("#shown-code").innerText()).trim());
  assert.equal(await lost.locator("#recover-enough").count(), 1);
  await look(lost, "enough");
});

s.test("what is lost rests, with one factor, and does not open the account", async ({ open, server }) => {
  const person = server.demo.people[3];
  const page = await open(narrow);
  await page.goto("/account/lost");
  await enterPassword(page, person);
  await page.locator("#lost-list").waitFor();
  await look(page, "lost");
  await checkPage(page);
  await go(page, '[id^="lost-"][value="lost"]');
  assert.equal(await page.locator("#lost-none").count(), 1);
  await page.goto("/account/authenticators");
  await look(page, "missing");
  await checkPage(page);
  assert.equal(await page.locator('#recover-message[data-message="account.rests"]').count(), 1);
  assert.equal(await page.locator("#recover-next").getAttribute("href"), "/recover");
});

s.test("a forgotten password is replaced after signing in with a passkey", async ({ open, server }) => {
  const { page, person, authenticator } = await atAdd(open, server, 0);
  await create(page, "Telephone");
  await page.goto("/account/password");
  assert.equal(await page.locator("#current").count(), 1, "who gave the password is asked for it");
  const other = await withKeys(open, await authenticator.keys());
  await other.page.goto("/account");
  await other.page.waitForURL("**/account");
  await other.page.goto("/account/password");
  await checkPage(other.page);
  assert.equal(await other.page.locator("#current").count(), 0);
  await other.page.locator("#new").fill("a quiet blue boat");
  await go(other.page, "#change-password-save");
  const again = await open();
  await again.goto("/account");
  await enterPassword(again, { ...person, password: "a quiet blue boat" });
  await again.waitForLoadState();
  assert.equal(await again.locator(".govuk-error-summary, #username").count(), 0);
});
