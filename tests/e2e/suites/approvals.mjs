// Four eyes: a role that two others have to agree to, signed with their passkeys.
import assert from "node:assert/strict";

import { approver, ask, press, status } from "../support/approvals.mjs";
import { checkPage } from "../support/browser.mjs";
import { suite } from "../support/suite.mjs";

const s = suite("approvals");

s.test("a sensitive role waits until two others have signed", async ({ open, server }) => {
  const petra = server.person({ login: "petra" });
  const { ron, path } = await ask(s, open, server, petra.login);
  await checkPage(ron);
  assert.match(await status(ron), /waiting/i);
  assert.match(await ron.locator("#why-not").innerText(), /yourself/);
  assert.equal(await ron.locator("#approve-form").count(), 0, "nobody approves what he asked for");

  for (const login of ["ava", "axel"]) {
    const { page, save } = await approver(open, server, login);
    await page.goto("/admin/approvals");
    await checkPage(page);
    await page.locator(`#list a[href="${path}"]`).click();
    await page.waitForURL(`**${path}`);
    await checkPage(page);
    const signed = await page.locator("#signed").innerText();
    for (const part of ["data_steward", petra.id, "covers a colleague"]) assert.ok(signed.includes(part), part);
    await press(page, "#approve");
    await checkPage(page);
    await save();
    assert.match(await status(page), login === "ava" ? /waiting/i : /done/i);
  }
  await ron.goto("/admin/role-grants");
  assert.match(await ron.locator("#list tbody").innerText(), /data_steward/);
  await ron.goto("/admin/approvals?view=mine");
  await checkPage(ron);
  await ron.goto(path);
  assert.equal(await ron.locator("#list tbody tr").count(), 2, "who signed, for everybody to see");
});

s.test("a refusal says why and ends the request", async ({ open, server }) => {
  const { ron, path } = await ask(s, open, server, "carl");
  const { page, save } = await approver(open, server, "ava");
  await page.goto(path);
  await page.click("#refuse");
  await page.locator(".govuk-error-summary").waitFor();
  await checkPage(page);
  await page.fill("#reason", "the colleague is back");
  await press(page, "#refuse");
  await checkPage(page);
  await save();
  assert.match(await status(page), /refused/i);
  await ron.goto(path);
  assert.match(await ron.locator("#list tbody").innerText(), /the colleague is back/);
});
