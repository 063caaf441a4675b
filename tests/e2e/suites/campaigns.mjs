// Reviews of role grants: started, decided by keyboard with a look before, and nobody decides about himself.
import assert from "node:assert/strict";

import { checkPage } from "../support/browser.mjs";
import { fill } from "../support/enrolment.mjs";
import { suite } from "../support/suite.mjs";

const s = suite("campaigns");
const dueIn = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

s.test("a reviewer keeps what is ticked, after a look, by keyboard alone", async ({ open, server }) => {
  const ron = await s.openAs(open, server.person({ role: "role_admin" }), "/admin/unit-reviewers");
  await ron.goto("/admin/unit-reviewers");
  await checkPage(ron);
  await fill(ron, "form#set-reviewer", { login: "greta" });
  await ron.locator('form#set-reviewer [name="unit"]').selectOption({ index: 0 });
  await ron.locator("form#set-reviewer button").click();
  await ron.waitForURL("**?done=changed");
  await ron.goto("/admin/campaigns");
  await checkPage(ron);
  await fill(ron, "form#start-campaign", { name: "Spring review", due: dueIn(30) });
  await ron.locator('form#start-campaign [name="unit"]').selectOption({ index: 0 });
  await ron.locator("form#start-campaign button").click();
  await ron.waitForURL("**/admin/campaigns/*?done=created");
  await checkPage(ron);
  const path = new URL(ron.url()).pathname;

  const greta = await s.openAs(open, server.person({ login: "greta" }), path);
  await greta.goto(path);
  await checkPage(greta);
  const rows = greta.locator("#list tbody tr");
  const own = rows.filter({ hasText: "grant_reviewer" });
  assert.equal(await own.locator('input[name="item"]').count(), 0, "nobody reviews his own");
  const box = rows.filter({ hasText: "registrar" }).locator('input[name="item"]').first();
  await box.focus();
  await greta.keyboard.press("Space");
  assert.ok(await box.isChecked());
  await greta.locator("#reason").focus();
  await greta.keyboard.type("still in this post");
  await greta.keyboard.press("Enter");
  await greta.locator("form#confirm").waitFor();
  await checkPage(greta);
  assert.equal(await greta.locator("#list tbody tr").count(), 1, "only what was ticked");
  await greta.locator("form#confirm button").focus();
  await greta.keyboard.press("Enter");
  await greta.waitForURL("**?done=changed");
  await checkPage(greta);
  assert.match(await rows.filter({ hasText: "registrar" }).innerText(), /kept/);
  assert.equal(await rows.filter({ hasText: "registrar" }).locator('input[name="item"]').count(), 0);
});

s.test("nobody who neither reviews nor manages sees a review", async ({ open, server }) => {
  const otto = await s.openAs(open, server.person({ role: "operator" }), "/admin");
  for (const path of ["/admin/campaigns", "/admin/unit-reviewers", "/admin/break-glass"]) {
    assert.equal((await otto.goto(path)).status(), 403, path);
    await checkPage(otto);
  }
});
