// Four eyes: a role that two others have to agree to, signed with their passkeys, and who tries to go round it.
import assert from "node:assert/strict";

import { checkPage } from "../support/browser.mjs";
import { addAuthenticator } from "../support/authenticator.mjs";
import { fill } from "../support/enrolment.mjs";
import { create, kAdd } from "../support/passkeys.mjs";
import { signIn } from "../support/people.mjs";
import { suite } from "../support/suite.mjs";

const s = suite("approvals");
const pathOf = (where) => new URL(where.url()).pathname; // of a page or a request
const states = new Map();

// An approver at the list of what waits, with a passkey of their own; the key goes from page to page.
async function approver(open, server, login) {
  const page = await open({ storageState: states.get(login)?.cookies });
  const authenticator = await addAuthenticator(page);
  if (states.has(login)) {
    for (const key of states.get(login).keys) await authenticator.add(key);
    await page.goto("/admin/approvals");
  } else {
    await page.goto(kAdd);
    await signIn(page, server.person({ login }));
    await page.waitForURL(`**${kAdd}`);
    await create(page, "Key");
  }
  const save = async () => states.set(login, { cookies: await page.context().storageState(), keys: await authenticator.keys() });
  await save();
  return { page, authenticator, save };
}

// Asks for the role; the page that follows is the request's.
async function ask(open, server, login) {
  const ron = await s.openAs(open, server.person({ role: "role_admin" }), "/admin/role-grants");
  await ron.goto("/admin/role-grants");
  await fill(ron, "form#create-grant", { login, role: "data_steward", reason: "covers a colleague" });
  await ron.locator('form#create-grant [name="unit"]').selectOption({ index: 0 });
  await ron.locator("form#create-grant button").click();
  await ron.waitForURL("**/admin/approvals/*?done=sent");
  return { ron, path: pathOf(ron) };
}

const status = (page) => page.locator("#approval-status").innerText();

async function press(page, button) {
  await page.click(button);
  await page.waitForURL("**/admin/approvals/*?done=decided");
}

s.test("a sensitive role waits until two others have signed", async ({ open, server }) => {
  const petra = server.person({ login: "petra" });
  const { ron, path } = await ask(open, server, petra.login);
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
  const { ron, path } = await ask(open, server, "carl");
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

s.test("a signature of one request signs no other one", async ({ open, server }) => {
  const first = await ask(open, server, "otto");
  const second = await ask(open, server, "rita");
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
  const { path } = await ask(open, server, "nora");
  const { page, authenticator } = await approver(open, server, "ava");
  await authenticator.verify(false);
  await page.goto(path);
  await page.click("#approve");
  await page.locator("#approve-form [role=status]:not([hidden])").waitFor();
  await checkPage(page);
});

s.test("on a small screen, in German, and without JavaScript", async ({ open, server }) => {
  const { path } = await ask(open, server, "carl");
  const { page } = await approver(open, server, "ava");
  await page.setViewportSize({ width: 320, height: 640 });
  for (const start of [path, `${path}?lang=de`]) {
    await page.goto(start);
    await checkPage(page);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 320, `${start} is ${wide} pixels wide`);
  }
  const plain = await open({ storageState: states.get("ava").cookies, javaScriptEnabled: false });
  await plain.goto(path);
  assert.match(await plain.locator("main").innerText(), /JavaScript/);
});
