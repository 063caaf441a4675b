// Notices, "this was not me", the case at the desk of staff, and freezing the account.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import path from "node:path";

import { checkPage } from "../support/browser.mjs";
import { atSignIn, enterCode, enterPassword, signIn } from "../support/people.mjs";
import { suite } from "../support/suite.mjs";

const s = suite("notices", { people: 6 });
const kLink = /https:\/\/\S+\/not-me\?notice=\S+/;
const kNarrow = { viewport: { width: 320, height: 640 } };

// Checked, and kept as a picture if somebody wants to look.
async function look(page, name) {
  await checkPage(page);
  const folder = process.env.TESSERA_E2E_SHOTS;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
}

async function account(page, person, start = "/account") {
  await page.goto(start);
  await signIn(page, person);
  await page.waitForURL(`**${start}`);
}

const addressOf = (person) => `${person.login}@mail.example`;
const citizen = (server, index) => server.person({ kind: "citizen", index });
const linkOf = async (server, person) => kLink.exec(await server.mail(addressOf(person), { matching: kLink }))[0];

s.test("a new device is told of by mail and in the inbox", async ({ open, server }) => {
  const person = citizen(server, 0);
  const page = await open(kNarrow);
  await account(page, person);
  await page.click("#account-inbox");
  await page.waitForURL("**/account/inbox");
  await page.waitForFunction(() => document.querySelector('[id^="notice-"]') || (location.reload(), false));
  await look(page, "inbox_320");
  assert.match(await page.locator('[id^="notice-"]').first().innerText(), /new device/i);
  await page.locator('form[id^="read-"] button').first().click();
  await page.waitForURL("**/account/inbox?done=read");
  await look(page, "inbox_read_320");
  assert.match(await server.mail(addressOf(person), { matching: kLink }), /When: \d{4}-\d\d-\d\d/);
  await page.goto("/account/inbox?lang=de");
  await look(page, "inbox_de_320");
});

s.test("the link asks first, then freezes; staff release with a reason", async ({ open, server }) => {
  const person = citizen(server, 1);
  const page = await open();
  await account(page, person);
  const link = await linkOf(server, person);

  // Whoever opens the mail, without JavaScript; a scanner only gets.
  const anybody = await open({ ...kNarrow, javaScriptEnabled: false });
  await anybody.goto(link);
  await page.goto("/account/sessions");
  assert.equal(new URL(page.url()).pathname, "/account/sessions", "opening the link does nothing");
  const looker = await open(kNarrow);
  await looker.goto(link);
  await look(looker, "not_me_320");
  await anybody.click("#not-me-freeze");
  await anybody.waitForURL("**/not-me/done");
  await looker.goto("/not-me/done");
  await look(looker, "not_me_done_320");
  await looker.goto(link);
  await look(looker, "not_me_used_320");

  await page.goto("/account");
  await atSignIn(page);
  await enterPassword(page, person);
  await enterCode(page, person);
  await page.locator("#sign-in-frozen").waitFor();
  await look(page, "sign_in_frozen_case");
  assert.equal(await page.locator("#unlock").count(), 0, "a case is not unlocked by signing in");

  const desk = await open();
  const officer = server.person({ role: "registrar" });
  await account(desk, officer, "/admin/cases");
  await look(desk, "admin_cases");
  await desk.locator("#list a[href^='/admin/cases/']").first().click();
  await desk.waitForURL("**/admin/cases/*");
  await look(desk, "admin_case");
  await desk.locator("#case-note [name=note]").fill("called back on the known number");
  await desk.locator("#case-note button").click();
  await desk.waitForLoadState();
  await look(desk, "admin_case_note");
  await desk.locator("#case-release [name=reason]").fill("it was her own new phone");
  await desk.locator("#case-release button").click();
  await desk.waitForURL("**/admin/cases?done=status");
  await account(await open(), person);
});

s.test("the owner freezes the account and unlocks it with a second proof", async ({ open, server }) => {
  const person = citizen(server, 2);
  const page = await open();
  await account(page, person);
  await page.click("#account-freeze");
  await page.locator("#freeze-form").waitFor();
  await look(page, "freeze");
  await page.locator("[name=until_day]").fill("31");
  await page.locator("#freeze").click();
  await page.locator(".govuk-error-summary").waitFor();
  await look(page, "freeze_error");
  await page.locator("[name=until_day]").fill("");
  await page.locator("#freeze").click();
  await page.waitForURL("**/frozen");
  await look(page, "frozen");
  await page.goto("/account");
  await signIn(page, person);
  await page.locator("#sign-in-frozen").waitFor();
  await look(page, "sign_in_frozen_own");
  await page.click("#unlock");
  await atSignIn(page);
  await account(page, person);
});

s.test("a wrong password says nothing of a frozen account", async ({ open, server }) => {
  const person = citizen(server, 3);
  const page = await open();
  await account(page, person, "/account/freeze");
  await page.locator("#freeze").click();
  await page.waitForURL("**/frozen");
  await page.goto("/account");
  await enterPassword(page, person, { password: "not the one at all" });
  const frozen = await page.locator("main").innerText();
  const other = await open();
  await other.goto("/account");
  await enterPassword(other, { login: "nobody.at.all@example.org" }, { password: "not the one at all" });
  assert.equal(frozen, await other.locator("main").innerText());
});

s.test("staff end the sessions of a person with a reference", async ({ open, server }) => {
  const person = citizen(server, 4);
  const page = await open();
  await account(page, person, "/account/sessions");
  await look(page, "account_sessions");
  const officer = server.person({ role: "person_admin" });
  const desk = await open();
  await account(desk, officer, "/admin/people/search");
  await desk.locator("[name=login]").fill(person.login);
  await desk.click("form#search button");
  await desk.locator("#list a[href^='/admin/people/']").first().click();
  await desk.waitForURL("**/admin/people/*");
  await desk.click("#go-sessions");
  await look(desk, "admin_sessions");
  await desk.locator("#end-sessions [name=reference]").fill("T-4711");
  await desk.locator("#end-sessions button").click();
  await desk.waitForURL("**/sessions?done=ended");
  await page.goto("/account");
  await atSignIn(page);
  assert.match(await server.mail(addressOf(person), { matching: /T-4711/ }), /ended by its staff/);
});
