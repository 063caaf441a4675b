// Smart cards: sign-in and binding with certificates of the development's authority, in Chromium.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import path from "node:path";

import { checkPage } from "../support/browser.mjs";
import { signIn } from "../support/people.mjs";
import { begin, go, mailedCode } from "../support/recovery.mjs";
import { suite } from "../support/suite.mjs";

const cards = (server, ...words) => {
  const { make, folder } = server.demo.cards;
  execFileSync("sh", [make, path.dirname(folder), ...words], { stdio: "pipe" });
};
const issue = (server, name, number, holder, ...times) => cards(server, "issue", name, number, holder, ...times);

// Before any card is read: the list that says so is kept for a minute.
async function beside(server) {
  issue(server, "blocked", "S-1001", "Nora Castell");
  cards(server, "revoke", "blocked");
  return { stop: async () => {} };
}
const s = suite("smartcard", { beside });

// A browser with a card in its reader.
const withCard = (open, server, name = "demo", more = {}) => {
  const { url, folder } = server.demo.cards;
  const certificate = { origin: url, certPath: path.join(folder, `${name}.crt`), keyPath: path.join(folder, `${name}.key`) };
  return open({ clientCertificates: [certificate], ...more });
};
const useCard = (page) => page.click("#certificate-continue");
const pathOf = (page) => new URL(page.url()).pathname;

async function refused(page, text) {
  await page.locator(".govuk-error-summary").waitFor();
  assert.match(await page.locator(".govuk-error-summary").innerText(), text);
}

s.test("a civil servant signs in with the card alone", async ({ open, server }) => {
  const page = await withCard(open, server);
  await page.goto("/account");
  await checkPage(page);
  await useCard(page);
  await page.waitForURL("**/account");
  await page.goto("/account/authenticators");
  assert.match(await page.locator("main").innerText(), /Demo card/);
  await checkPage(page);
});

s.test("the same without JavaScript", async ({ open, server }) => {
  const page = await withCard(open, server, "demo", { javaScriptEnabled: false });
  await page.goto("/account");
  await useCard(page);
  await page.waitForURL("**/account");
});

s.test("without a card the page says so, and another way is there", async ({ open }) => {
  const page = await open();
  await page.goto("/account");
  await useCard(page);
  await refused(page, /No card was read/);
  await checkPage(page);
  assert.ok((await page.locator('[name="way"]').count()) > 0);
});

s.test("an expired, a blocked and a strange card are refused, each with its reason", async ({ open, server }) => {
  issue(server, "old", "S-1001", "Nora Castell", "20240101000000Z", "20250101000000Z");
  issue(server, "strange", "S-9999", "Nobody Here");
  for (const [name, text] of [["old", /has expired/], ["blocked", /was blocked/], ["strange", /Nobody can sign in with this card/]]) {
    const page = await withCard(open, server, name);
    await page.goto("/account");
    await useCard(page);
    await refused(page, text);
    assert.equal(pathOf(page), "/sign-in/certificate");
    await page.goto("/account");
    assert.equal(pathOf(page), "/sign-in", name);
  }
});

s.test("a citizen adds a card and signs in with it", async ({ open, server }) => {
  const citizen = server.person({ kind: "citizen" });
  issue(server, "mine", "C-77", "Citizen Seventy-Seven");
  const page = await withCard(open, server, "mine");
  await page.goto("/account/authenticators");
  await signIn(page, citizen);
  await page.click("#add-certificate");
  await checkPage(page);
  await page.click("#read-card");
  await page.locator("#card-name").waitFor();
  assert.equal(await page.locator("#card-name").innerText(), "Citizen Seventy-Seven");
  await checkPage(page);
  await page.fill("[name=label]", "My eID");
  await page.click("#add-certificate-save");
  await page.waitForURL("**/account/authenticators?done=added");
  assert.match(await page.locator("main").innerText(), /My eID/);
  const later = await withCard(open, server, "mine");
  await later.goto("/account");
  await useCard(later);
  await later.waitForURL("**/account");
});

s.test("a card is of one person", async ({ open, server }) => {
  const page = await withCard(open, server, "mine");
  await page.goto("/account/authenticators/certificate");
  await signIn(page, server.person({ kind: "citizen", index: 1 }));
  await page.click("#read-card");
  await page.fill("[name=label]", "Mine too");
  await page.click("#add-certificate-save");
  await refused(page, /in use already/);
});

s.test("who forgot the password comes back with a code and the card", async ({ open, server }) => {
  const citizen = server.person({ kind: "citizen", index: 2 });
  issue(server, "hers", "C-78", "Citizen Seventy-Eight");
  const page = await withCard(open, server, "hers");
  await page.goto("/account/authenticators/certificate");
  await signIn(page, citizen);
  await page.click("#read-card");
  await page.fill("[name=label]", "My eID");
  await page.click("#add-certificate-save");
  await page.waitForURL("**/account/authenticators?done=added");
  const other = await withCard(open, server, "mine");
  const later = await withCard(open, server, "hers");
  for (const back of [other, later]) {
    await begin(back, citizen);
    assert.equal(await back.locator("#way-certificate").count(), 0, "before a code nobody learns of cards");
    await back.locator("#code").fill(await mailedCode(server, citizen.login));
    await go(back, "#recover-prove-continue");
    await go(back, "#way-certificate");
    await useCard(back);
    await back.waitForLoadState();
  }
  await refused(other, /./);
  assert.equal(await other.locator("#recover-enough").count(), 0, "the card of somebody else");
  await later.locator("#recover-enough").waitFor();
  await checkPage(later);
  await go(later, "#recover-begin");
  assert.match(later.url(), /\/recover\/new\?/);
  assert.equal(await later.locator("#new").count(), 1);
  assert.equal(await later.locator('[autocomplete~="one-time-code"]').count(), 0, "only the password is new");
});

s.test("an answer is of one browser and counts once", async ({ open, server }) => {
  const page = await withCard(open, server);
  let answer = "";
  page.on("request", (request) => {
    if (/\/sign-in\/certificate\?.*answer=/.test(request.url())) answer = request.url();
  });
  await page.goto("/account");
  await useCard(page);
  await page.waitForURL("**/account");
  assert.ok(answer);
  const thief = await open();
  await thief.goto(answer);
  await thief.goto("/account");
  assert.equal(pathOf(thief), "/sign-in");
  await page.context().clearCookies({ name: "__Host-session" });
  await page.goto(answer);
  await page.goto("/account");
  assert.equal(pathOf(page), "/sign-in", "the same browser, the answer once more");
});

s.test("the listener for cards serves nothing else", async ({ open, server }) => {
  const page = await open();
  for (const other of ["/", "/sign-in", "/account", "/oauth2/token", "/admin", "/card/sign-in"]) {
    const response = await page.request.get(server.demo.cards.url + other);
    assert.ok([400, 404, 405].includes(response.status()), `${other}: ${response.status()}`);
  }
});
