// Getting back in: proofs, the waiting time over a restart, and ways to stop it.
import assert from "node:assert/strict";

import { checkPage } from "../support/browser.mjs";
import { enterPassword, signIn } from "../support/people.mjs";
import { begin, go, kPlain, look, mailedCode, narrow, prove } from "../support/recovery.mjs";
import { suite } from "../support/suite.mjs";
import { nextCode } from "../support/totp.mjs";

const s = suite("recovery", { people: 10 });
const kDay = 24 * 60 * 60;
let offset = 0;

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
  await page.locator("#code").fill(await mailedCode(server, person.login));
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

s.test("a lost phone: the wait survives a restart, and the secret finishes it", async ({ open, server }) => {
  const person = server.demo.people[4];
  const page = await open(narrow);
  await begin(page, person);
  await prove(page, "mail_code", await mailedCode(server, person.login));
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
    await prove(thief, "mail_code", await mailedCode(server, person.login));
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
