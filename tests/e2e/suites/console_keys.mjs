// The console of connections and keys: HR systems with their tokens, and a signing key that is withdrawn.
import assert from "node:assert/strict";

import { checkPage } from "../support/browser.mjs";
import { admin } from "../support/clients.mjs";
import { fill } from "../support/enrolment.mjs";
import { suite } from "../support/suite.mjs";

const s = suite("console_keys");
const as = (open, server, role, start, context) => s.openAs((more) => open({ ...more, ...context }), server.person({ role }), start);
const kRootUnit = "00000000-0000-4000-8000-000000000001";

async function look(page) {
  await checkPage(page);
  const size = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  await page.setViewportSize(size);
  assert.ok(wide <= 320, `${page.url()} is ${wide} px wide`);
}

async function send(page, form) {
  await page.locator(`form#${form} button[type=submit]`).click();
  await page.waitForLoadState();
}

for (const [locale, query] of [["en-GB", ""], ["de-DE", "?lang=de"]]) {
  s.test(`a connection, and a token that is shown once (${locale})`, async ({ open, server }) => {
    const { items } = await admin(server, "GET", "/clients");
    const client = items[0].client_id;
    await admin(server, "PUT", `/clients/${client}/scim`, { unit: kRootUnit, employer: "City of Northport" });
    const carl = await as(open, server, "client_admin", `/admin/scim${query}`, { locale });
    await carl.goto("/admin/scim");
    await look(carl);
    await carl.locator("#list a").first().click();
    await carl.waitForLoadState();
    await look(carl);
    await fill(carl, "form#scim-token", { days: "400" });
    await send(carl, "scim-token");
    await look(carl);
    await fill(carl, "form#scim-token", { days: "30" });
    await send(carl, "scim-token");
    assert.match(await carl.locator("#secret").innerText(), /^tscim_/);
    await look(carl);
    await carl.goto(`/admin/clients/${client}/scim`);
    assert.equal(await carl.locator("#secret").count(), 0);
    await send(carl, "scim-token-end");
    assert.equal(await carl.locator("form#scim-token-end").count(), 0);
    await look(carl);
  });
}

s.test("an operator asks for a key to be withdrawn, and sees how the request stands", async ({ open, server }) => {
  const otto = await as(open, server, "operator", "/admin/keys");
  await otto.goto("/admin/keys");
  await look(otto);
  await send(otto, "withdraw-key");
  await look(otto);
  assert.equal(await otto.locator(".govuk-error-summary").count(), 1, "a reason is needed");
  await fill(otto, "form#withdraw-key", { reason: "the machine was stolen" });
  await send(otto, "withdraw-key");
  assert.match(otto.url(), /\/admin\/approvals\//);
  assert.match(await otto.locator("main").innerText(), /withdraw/);
  await look(otto);
});
