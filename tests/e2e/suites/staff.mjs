// Civil servants: what a role opens and what its absence closes, at /admin and at a portal.
import assert from "node:assert/strict";

import { checkPage } from "../support/browser.mjs";
import { bind, checkAndSubmit, decide, fill, giveEvidence, goOn, makeApplicant, takeCase } from "../support/enrolment.mjs";
import { consentIfAsked, enterCode, enterPassword, signIn } from "../support/people.mjs";
import { clientFor, startPortal } from "../support/portal.mjs";
import { freePort } from "../support/server.mjs";
import { suite } from "../support/suite.mjs";

const s = suite("staff");
const as = (open, server, role, start) => s.openAs(open, server.person({ role }), start);
const grantsOf = async (page) => page.locator('#list a[href^="/admin/role-grants/"]').evaluateAll((links) => links.map((one) => one.getAttribute("href")));

async function grant(page, login, role) {
  await page.goto("/admin/role-grants");
  await fill(page, "form#create-grant", { login, role, reason: "cover during leave" });
  await page.locator('form#create-grant [name="unit"]').selectOption({ index: 0 });
  await page.locator("form#create-grant button").click();
  await page.waitForLoadState();
}

s.test("a role opens a page, its end closes it at once", async ({ open, server }) => {
  const operator = server.person({ role: "operator" });
  const otto = await s.openAs(open, operator, "/admin");
  assert.equal((await otto.goto("/admin/campaigns")).status(), 403);
  await checkPage(otto);

  const ron = await as(open, server, "role_admin", "/admin");
  await checkPage(ron);
  await ron.goto("/admin/role-grants");
  const before = await grantsOf(ron);
  await grant(ron, operator.login, "grant_reviewer");
  await checkPage(ron);
  const added = (await grantsOf(ron)).filter((one) => !before.includes(one));
  assert.equal(added.length, 1, `one grant more, not ${added}`);
  assert.equal((await otto.goto("/admin/campaigns")).status(), 200);

  await ron.goto(added[0]);
  await checkPage(ron);
  await fill(ron, "form#revoke-grant", { why: "leave is over" });
  await ron.locator("form#revoke-grant button").click();
  await ron.waitForLoadState();
  assert.equal((await otto.goto("/admin/campaigns")).status(), 403);
  assert.equal((await grantsOf(ron)).includes(added[0]), false);
});

s.test("nobody grants a role to themselves", async ({ open, server }) => {
  const ron = await as(open, server, "role_admin", "/admin/role-grants");
  await ron.goto("/admin/role-grants");
  const before = await grantsOf(ron);
  await grant(ron, server.person({ role: "role_admin" }).login, "auditor");
  await checkPage(ron);
  await ron.locator("#error-way-back, .govuk-error-summary").first().waitFor();
  await ron.goto("/admin/role-grants");
  assert.deepEqual(await grantsOf(ron), before);
});

s.test("a citizen is told that this is not for them, with a way back", async ({ open, server }) => {
  const page = await open();
  await page.goto("/admin/people");
  await signIn(page, server.person({ kind: "citizen" }));
  for (const path of ["/admin/people", "/admin/role-grants", "/admin/clients", "/admin/journal", "/review"]) {
    assert.equal((await page.goto(path)).status(), 403, path);
    await checkPage(page);
  }
  await page.click("#error-way-back");
  assert.equal(await page.locator("#error-page").count(), 0);
});

s.test("a portal is registered and can delegate its login at once", async ({ open, server }) => {
  const carl = await as(open, server, "client_admin", "/admin/clients");
  await carl.goto("/admin/clients");
  await checkPage(carl);
  const redirectUri = `http://localhost:${await freePort()}/callback`;
  await fill(carl, "form#create-client", { name: "Library cards", owner: "City library", contact: "it@library.example",
    home_uri: "https://library.example/", redirect_uri: redirectUri, auth_method: "client_secret_post", status: "draft" });
  await carl.locator("form#create-client button").click();
  await carl.locator("#secret").waitFor();
  await checkPage(carl);
  const secret = (await carl.locator("#secret").innerText()).trim();
  const id = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(await carl.locator("main").innerText())[0];
  await carl.goto(`/admin/clients/${id}`);
  assert.equal(await carl.locator("#secret").count(), 0, "the secret is shown once");
  await fill(carl, "form#client-status", { reason: "agreed with the library" });
  await carl.locator('form#client-status button[value="approve"]').click();
  await carl.waitForLoadState();
  await checkPage(carl);

  const portal = await startPortal(server, { scope: "openid", client: { client_id: id, client_secret: secret, redirect_uri: redirectUri } });
  try {
    const page = await open();
    await page.goto(portal.url);
    await page.click("#login");
    // This portal gets no personal claim, so the password alone is enough.
    await enterPassword(page, server.person({ kind: "citizen", index: 1 }));
    await page.waitForLoadState();
    await consentIfAsked(page);
    const { claims } = JSON.parse(await page.locator("#claims").innerText());
    assert.equal(claims.aud, id);
    assert.match(claims.acr, /aal1$/);
  } finally {
    await portal.stop();
  }
});

s.test("the staff desk learns the roles it is registered for", async ({ open, server }) => {
  const portal = await startPortal(server, { scope: "openid profile", client: clientFor(server, /callback/, 9083) });
  try {
    const page = await as(open, server, "registrar", "/account");
    await page.goto(portal.url);
    await page.click("#login");
    await consentIfAsked(page);
    const { claims, userinfo } = JSON.parse(await page.locator("#claims").innerText());
    assert.deepEqual(claims.roles ?? userinfo.roles, ["registrar"]);
  } finally {
    await portal.stop();
  }
});

s.test("an auditor finds what happened", async ({ open, server }) => {
  const alma = await as(open, server, "auditor", "/admin/journal");
  await alma.goto("/admin/journal?type=role_grant");
  await checkPage(alma);
  const seen = await alma.locator("#list tbody").innerText();
  assert.match(seen, /role_grant\.created/);
  assert.match(seen, /role_grant\.revoked/);
});

s.test("a civil servant is invited, proves who they are, and signs in", async ({ open, server }) => {
  const petra = await as(open, server, "person_admin", "/admin/invitations");
  await petra.goto("/admin/invitations");
  await checkPage(petra);
  const servant = makeApplicant(7);
  await fill(petra, "form#invite", { contact_mail: servant.email, employer: "City of Northport", post: "Clerk" });
  await petra.locator('form#invite [name="ends"]').fill("2030-12-31T00:00:00Z");
  await petra.locator("form#invite button").click();
  await petra.waitForLoadState();
  await checkPage(petra);

  const mail = await server.mail(servant.email, { matching: /\/enrol\/invitation/ });
  const page = await open();
  await page.goto(/https:\S*\/enrol\/invitation\S*/.exec(mail)[0]);
  await checkPage(page);
  assert.match(await page.locator("main").innerText(), /Clerk/);
  await goOn(page, "#invitation-accept");
  await fill(page, "form#enrol-details", servant);
  await goOn(page, "#enrol-details-continue");
  await giveEvidence(page, servant);
  await checkAndSubmit(page);
  const tracking = (await page.locator("#tracking-number").innerText()).trim();

  const rita = await as(open, server, "registrar", "/review");
  await takeCase(rita, tracking);
  await decide(rita, "approve");
  const person = await bind(page, servant);
  await enterCode(page, person);
  await page.waitForLoadState();

  const fresh = await open();
  await fresh.goto("/account");
  await signIn(fresh, person);
  await fresh.waitForURL("**/account");
});
