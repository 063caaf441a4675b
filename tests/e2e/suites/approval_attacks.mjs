// Four eyes: signatures of elsewhere, passkeys that do not know their user, small screens and no JavaScript.
import assert from "node:assert/strict";

import { approver, ask, cookiesOf, pathOf, status } from "../support/approvals.mjs";
import { checkPage } from "../support/browser.mjs";
import { suite } from "../support/suite.mjs";

const s = suite("approval_attacks");

s.test("a signature of one request signs no other one", async ({ open, server }) => {
  const first = await ask(s, open, server, "otto");
  const second = await ask(s, open, server, "rita");
  const { page, save } = await approver(open, server, "axel");
  await page.goto(first.path);
  const sent = page.waitForRequest((request) => request.method() === "POST" && pathOf(request) === first.path);
  await page.click("#approve");
  const response = new URLSearchParams((await sent).postData()).get("response");
  await page.waitForURL("**?done=decided");
  await save();
  await page.goto(second.path);
  await page.evaluate((answer) => {
    const form = document.querySelector("#approve-form");
    form.elements.response.value = answer;
    form.submit();
  }, response);
  await page.locator(".govuk-error-summary").waitFor();
  await checkPage(page);
  assert.match(await status(page), /waiting/i);
  assert.equal(await page.locator("#list").count(), 0, "nobody has signed");
  const { ron } = second;
  for (const path of [first.path, second.path]) {
    await ron.goto(path);
    await ron.locator("#withdraw-approval button").click();
    await ron.waitForURL("**?done=withdrawn");
    await checkPage(ron);
  }
});

s.test("a passkey that does not know its user signs nothing", async ({ open, server }) => {
  const { path } = await ask(s, open, server, "nora");
  const { page, authenticator } = await approver(open, server, "ava");
  await authenticator.verify(false);
  await page.goto(path);
  await page.click("#approve");
  await page.locator("#approve-form [role=status]:not([hidden])").waitFor();
  await checkPage(page);
});

s.test("on a small screen, in German, and without JavaScript", async ({ open, server }) => {
  const { path } = await ask(s, open, server, "carl");
  const { page } = await approver(open, server, "ava");
  await page.setViewportSize({ width: 320, height: 640 });
  for (const start of [path, `${path}?lang=de`]) {
    await page.goto(start);
    await checkPage(page);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 320, `${start} is ${wide} pixels wide`);
  }
  const plain = await open({ storageState: cookiesOf("ava"), javaScriptEnabled: false });
  await plain.goto(path);
  assert.match(await plain.locator("main").innerText(), /JavaScript/);
});
