// Getting back in: proofs, the waiting time over a restart, ways to stop it, and what prepares it. Without JavaScript, on a narrow screen.
import assert from "node:assert/strict";
import path from "node:path";

import { checkPage } from "../support/browser.mjs";
import { enterPassword, signIn } from "../support/people.mjs";
import { kArtifacts } from "../support/server.mjs";
import { suite } from "../support/suite.mjs";
import { nextCode } from "../support/totp.mjs";

const s = suite("recovery", { people: 10 });
const kPlain = { javaScriptEnabled: false, viewport: { width: 320, height: 640 } };
const kCode = /\b([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2})\b/;
const kDay = 24 * 60 * 60;
let offset = 0;

// axe needs scripts: the page is looked at once more where they run.
async function look(page, name) {
  await page.screenshot({ path: path.join(kArtifacts, `recovery-${name}.png`), fullPage: true });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth).catch(() => 320);
  assert.ok(wide <= 320, `${page.url()} is ${wide} px wide`);
}

async function go(page, button, name, { axe = true } = {}) {
  await page.locator(button).first().click();
  await page.waitForLoadState();
  const errors = page.locator(".govuk-error-summary");
  if (await errors.count()) throw new Error(`${page.url()} refuses: ${await errors.innerText()}`);
  if (name) await look(page, name);
  if (axe) await checkPage(page);
}

const narrow = { viewport: { width: 320, height: 640 } };

async function mailedCode(server, person, matching = kCode) {
  const mail = await server.mail(person.login, { matching });
  return kCode.exec(mail.split("\n\n").slice(1).join("\n\n"))[1];
}

async function begin(page, person) {
  await page.goto("/recover");
  await page.locator("#username").fill(person.login);
  await go(page, "#recover-start");
}

async function prove(page, way, value) {
  if (await page.locator(`#way-${way}`).count()) await go(page, `#way-${way}`);
  await page.locator("#code").fill(value);
  await go(page, "#recover-prove-continue");
}

async function account(page, person, where) {
  await page.goto(where);
  if (await page.locator('[autocomplete~="username"]').count()) await signIn(page, person, { clockOffset: offset });
  await page.waitForLoadState();
  if (!page.url().endsWith(where)) await page.goto(where);
}

s.test("every step of sign-in leads to it, and strangers learn nothing", async ({ open, server }) => {
  const page = await open(narrow);
  await page.goto("/account");
  assert.equal(await page.locator("#cannot-sign-in").getAttribute("href"), "/recover");
  await enterPassword(page, server.demo.people[0]);
  await page.locator('[autocomplete~="one-time-code"]').waitFor();
  await go(page, "#cannot-sign-in", "start");
  const texts = [];
  for (const login of [server.demo.people[0].login, "nobody-at-all"]) {
    await begin(page, { login });
    texts.push(await page.locator("main").innerText());
    await page.locator("#code").fill("AAAA-AAAA-AA");
    await page.locator("#recover-prove-continue").click();
    texts.push(await page.locator(".govuk-error-summary").innerText());
    await checkPage(page);
  }
  assert.equal(texts[0], texts[2]);
  assert.equal(texts[1], texts[3]);
});

s.test("a forgotten password is replaced at once with mail and app, without JavaScript", async ({ open, server }) => {
  const person = server.demo.people[1];
  const page = await open(kPlain);
  const plain = { axe: false };
  await page.goto("/recover");
  await page.locator("#username").fill(person.login);
  await go(page, "#recover-start", "prove-mail", plain);
  await page.locator("#code").fill(await mailedCode(server, person));
  await go(page, "#recover-prove-continue", "prove-more", plain);
  await go(page, "#way-totp", "prove-totp", plain);
  await page.locator("#code").fill(await nextCode(person.totp_secret, offset));
  await go(page, "#recover-prove-continue", "enough-at-once", plain);
  await go(page, "#recover-begin", "new-password", plain);
  await page.locator("#new").fill("a quiet blue boat");
  await go(page, "#recover-save", "done", plain);
  assert.equal(await page.locator('#recover-message[data-message="recover.done"]').count(), 1);
  const again = await open();
  await account(again, { ...person, password: "a quiet blue boat" }, "/account");
  assert.equal(new URL(again.url()).pathname, "/account");
});

s.test("what leads back is prepared in the account", async ({ open, server }) => {
  const person = server.demo.people[2];
  const page = await open(narrow);
  await account(page, person, "/account/recovery");
  await look(page, "account");
  await checkPage(page);
  await go(page, "#make-saved-code-yes", "saved-code");
  const saved = (await page.locator("#shown-code").innerText()).trim();
  assert.match(saved, /^([0-9A-Z]{4}-){5}[0-9A-Z]{4}$/);
  await go(page, "#recover-next");
  await go(page, "#add-address", "address");
  await page.locator("#mail").fill("second@elsewhere.example");
  await go(page, "#offer-address-send", "address-code");
  await page.locator("#code").fill(await mailedCode(server, { login: "second@elsewhere.example" }));
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
  await other.locator('[autocomplete~="one-time-code"]').fill(codes[0].trim());
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
  assert.notEqual(new URL(page.url()).pathname, "/account/authenticators");
  assert.equal(await page.locator('a[href="/recover"]').count() > 0, true);
});

s.test("a lost phone: the wait survives a restart, and the secret finishes it", async ({ open, server }) => {
  const person = server.demo.people[4];
  const page = await open(narrow);
  await begin(page, person);
  await prove(page, "mail_code", await mailedCode(server, person));
  await prove(page, "password", person.password);
  await look(page, "enough-waits");
  await go(page, "#recover-begin", "begun");
  const secret = (await page.locator("#recovery-secret").innerText()).trim();
  await page.goto("/recover/continue");
  await page.locator("#code").fill(secret);
  await page.locator("#recover-continue-go").click();
  await page.locator(".govuk-error-summary").waitFor();
  await look(page, "too-early");

  offset = kDay + 120;
  await server.restart({ clockOffset: offset });
  await page.goto("/recover/continue");
  await page.locator("#code").fill(secret);
  await go(page, "#recover-continue-go", "new-device");
  const totp = (await page.locator("#totp-secret").innerText()).replace(/\s/g, "");
  await page.locator("#label").fill("new phone");
  await page.locator('[autocomplete~="one-time-code"]').fill(await nextCode(totp, offset));
  await go(page, "#recover-save");
  const again = await open();
  await account(again, { ...person, totp_secret: totp }, "/account/authenticators");
  assert.match(await again.locator("main").innerText(), /new phone/);
});

s.test("a recovery is stopped by the link of a mail and from a session", async ({ open, server }) => {
  const person = server.demo.people[5];
  const owner = await open(narrow);
  await account(owner, person, "/account/recovery");
  const thief = await open(narrow);
  for (const way of ["link", "session"]) {
    await begin(thief, person);
    await prove(thief, "mail_code", await mailedCode(server, person));
    await prove(thief, "password", person.password);
    await go(thief, "#recover-begin");
    if (way === "link") {
      const mail = await server.mail(person.login, { matching: /\/recover\/cancel\?/ });
      const reader = await open(narrow);
      await reader.goto(/https:\S+\/recover\/cancel\?\S+/.exec(mail)[0]);
      await look(reader, "cancel");
      await checkPage(reader);
      await go(reader, "#recover-confirm-yes", "cancelled");
    } else {
      await owner.goto("/account/recovery");
      await look(owner, "under-way");
      await checkPage(owner);
      await go(owner, "#cancel-recovery-yes");
    }
    await owner.goto("/account/recovery");
    assert.equal(await owner.locator("#recovery-under-way").count(), 0);
  }
});

s.test("in German", async ({ open, server }) => {
  const page = await open({ ...narrow, locale: "de-DE" });
  await page.goto("/recover");
  await look(page, "german-start");
  await checkPage(page);
  await begin(page, { login: server.demo.people[6].login });
  await look(page, "german-prove");
  await checkPage(page);
  assert.match(await page.locator("h1").innerText(), /Zeigen Sie/);
});
