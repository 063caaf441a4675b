// Emergencies: declared after one proof more, told, ended, reviewed by somebody unrelated and signed by an approver.
import assert from "node:assert/strict";

import { addAuthenticator } from "../support/authenticator.mjs";
import { checkPage } from "../support/browser.mjs";
import { fill } from "../support/enrolment.mjs";
import { create, kAdd } from "../support/passkeys.mjs";
import { signIn } from "../support/people.mjs";
import { suite } from "../support/suite.mjs";

const s = suite("break_glass");

// Somebody of the staff with a passkey, in a browser of their own that stays open.
async function staff(open, server, login) {
  const page = await open();
  const authenticator = await addAuthenticator(page);
  await page.goto(kAdd);
  await signIn(page, server.person({ login }));
  await page.waitForURL(`**${kAdd}`);
  await create(page, "Key");
  await page.goto("/admin/break-glass");
  return { page, authenticator };
}

// The proof more: the page of the ceremony asks for the passkey, by itself where the browser lets it.
async function confirm(page, link, back) {
  await page.click(link);
  const there = page.waitForURL(back);
  await page.locator("#passkey-continue").click({ timeout: 5000 }).catch(() => {});
  await there;
}

s.test("an emergency needs one proof more, and is reviewed by somebody unrelated", async ({ open, server }) => {
  const citizen = server.person({ kind: "citizen" });
  const { page: dora } = await staff(open, server, "dora");
  await checkPage(dora);
  assert.equal((await dora.goto(`/admin/people/${citizen.id}`)).status(), 403);
  await dora.goto("/admin/break-glass");
  assert.equal(await dora.locator("#open-emergency").count(), 0, "not without the proof");
  await confirm(dora, "#go-confirm", "**/admin/break-glass");
  await checkPage(dora);
  const form = "form#open-emergency";
  await dora.locator(`${form} button`).click();
  await dora.locator(".govuk-error-summary").waitFor();
  await checkPage(dora);
  await fill(dora, form, { reason: "fraud under way, nobody on duty", subject: citizen.login, length: "30" });
  for (const permission of ["person.read", "person.suspend"]) await dora.check(`${form} [value="${permission}"]`);
  await dora.locator(`${form} button`).click();
  await dora.waitForURL("**/admin/break-glass/*?done=created");
  await checkPage(dora);
  const path = new URL(dora.url()).pathname;
  assert.match(await dora.locator("main").innerText(), /in force/);

  assert.equal((await dora.goto(`/admin/people/${citizen.id}`)).status(), 200);
  await checkPage(dora);
  assert.equal((await dora.goto(`/admin/people/${server.person({ login: "ben" }).id}`)).status(), 403);
  await dora.goto(path);
  assert.equal(await dora.locator("#list tbody tr").count(), 1, "who was touched");
  await dora.click("form#end-emergency button");
  await dora.waitForURL("**?done=ended");
  assert.equal((await dora.goto(`/admin/people/${citizen.id}`)).status(), 403, "over");
  await dora.goto(path);
  assert.equal(await dora.locator("#review-emergency").count(), 0, "nobody reviews his own");

  const { page: oskar } = await staff(open, server, "oskar");
  await oskar.locator(`#list a[href="${path}"]`).click();
  await oskar.waitForURL(`**${path}`);
  await checkPage(oskar);
  await confirm(oskar, "#links a", `**${path}`);
  await fill(oskar, "form#review-emergency", { findings: "the account was being emptied" });
  await oskar.locator('form#review-emergency [name="verdict"]').selectOption("justified");
  await oskar.locator("form#review-emergency button").click();
  await oskar.waitForURL("**?done=changed");
  assert.match(await oskar.locator("main").innerText(), /waits for a review/, "an approver signs it first");

  const { page: ava } = await staff(open, server, "ava");
  await ava.goto("/admin/approvals");
  await ava.locator('#list tbody a[href^="/admin/approvals/"]').first().click();
  await ava.waitForURL("**/admin/approvals/*");
  assert.match(await ava.locator("#signed").innerText(), /the account was being emptied/);
  await ava.click("#approve");
  await ava.waitForURL("**/admin/approvals/*?done=decided");
  await oskar.goto(path);
  await checkPage(oskar);
  assert.match(await oskar.locator("main").innerText(), /justified/);
});
