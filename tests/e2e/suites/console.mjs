// The console of administration: search, lists and files, history, several changes at once, why and what if.
import assert from "node:assert/strict";
import path from "node:path";

import { checkPage } from "../support/browser.mjs";
import { fill } from "../support/enrolment.mjs";
import { kArtifacts } from "../support/server.mjs";
import { suite } from "../support/suite.mjs";

const s = suite("console", { people: 60 });
const as = (open, server, role, start, context) => s.openAs((more) => open({ ...more, ...context }), server.person({ role }), start);

// Every page at 320 px, in both languages, in the browser of a keyboard: a picture of each is kept.
async function look(page, name) {
  await checkPage(page);
  const size = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  await page.screenshot({ path: path.join(kArtifacts, `console-${name}-320.png`), fullPage: true });
  await page.setViewportSize(size);
  await page.screenshot({ path: path.join(kArtifacts, `console-${name}.png`), fullPage: true });
  assert.ok(wide <= 320, `${page.url()} is ${wide} px wide`);
}

async function search(page, terms) {
  await page.goto("/admin/people/search");
  await fill(page, "form#search", terms);
  await page.locator("form#search button").click();
  await page.waitForLoadState();
}

// Tokens are made by a job, seconds after somebody was made.
async function found(page, terms, count) {
  const until = Date.now() + 30_000;
  for (;;) {
    await search(page, terms);
    const rows = await page.locator("#list tbody tr").count();
    if (rows === count) return;
    assert.ok(Date.now() < until, `${rows} rows instead of ${count}`);
    await page.waitForTimeout(500);
  }
}

s.test("somebody is found by the beginnings of the name and a birth date, and stays masked", async ({ open, server }) => {
  const petra = await as(open, server, "person_admin", "/admin");
  await petra.goto("/admin/people/search");
  await look(petra, "search");
  await found(petra, { name: "lind ada", birthdate: "1987" }, 1);
  assert.doesNotMatch(await petra.locator("#list").innerText(), /Lindqvist/);
  assert.doesNotMatch(petra.url(), /lind/i, "what was looked for is not in the address");
  await look(petra, "search-found");
  await found(petra, { number: "P4711" }, 1);
  await found(petra, { login: "ada@mail" }, 1);
  await found(petra, { name: "lind", birthdate: "1950" }, 0);
  await search(petra, { birthdate: "87" });
  assert.match(await petra.locator(".govuk-error-summary").innerText(), /year/);
  await look(petra, "search-refused");
  const alma = await as(open, server, "auditor", "/admin/journal");
  await alma.goto("/admin/journal?type=person.searched");
  assert.match(await alma.locator("#list tbody").innerText(), /person\.searched/);
  await look(alma, "journal");
});

s.test("lists have pages, filters in the address, and files", async ({ open, server }) => {
  const petra = await as(open, server, "person_admin", "/admin");
  await look(petra, "front");
  await petra.goto("/admin/people");
  await look(petra, "people");
  const first = await petra.locator("#list tbody tr").count();
  assert.equal(first, 50);
  await petra.click("#next");
  assert.match(petra.url(), /after=/);
  assert.ok((await petra.locator("#list tbody tr").count()) > 5);
  await petra.goto("/admin/people?state=suspended");
  assert.equal(await petra.locator("#list").count(), 0);
  await look(petra, "people-none");
  await petra.goto("/admin/staff");
  await look(petra, "staff");
  const csv = await petra.request.get("/admin/staff/export?format=csv");
  assert.equal(csv.status(), 200);
  assert.match(csv.headers()["content-disposition"], /staff\.csv/);
  const lines = (await csv.text()).trim().split("\r\n");
  assert.equal(lines.length - 1, server.demo.people.filter((one) => one.kind === "staff").length);
  const json = await (await petra.request.get("/admin/staff/export?format=json")).json();
  assert.equal(json.items.length, lines.length - 1);
  for (const list of ["sessions", "units", "roles", "role-grants"]) {
    await petra.goto(`/admin/${list}`);
    await look(petra, list);
  }
  assert.equal((await petra.request.get("/admin/keys/export?format=csv")).status(), 403);
  const otto = await as(open, server, "operator", "/admin/keys");
  await otto.goto("/admin/keys");
  await look(otto, "keys");
});

s.test("several people lose their sessions after a preview that is confirmed by its number", async ({ open, server }) => {
  const citizen = server.person({ kind: "citizen", index: 2 });
  const theirs = await s.openAs(open, citizen, "/account");
  const petra = await as(open, server, "person_admin", "/admin");
  await found(petra, { login: `${citizen.login}@` }, 1);
  await petra.locator("#list input[type=checkbox]").check();
  await fill(petra, "form#select", { why: "CASE-17" });
  await petra.locator('form#select [name="what"]').selectOption("end_sessions");
  await petra.locator("form#select button").click();
  await petra.waitForLoadState();
  await look(petra, "preview");
  await fill(petra, "form#confirm", { count: "2" });
  await petra.locator("form#confirm button").click();
  await petra.waitForLoadState();
  await look(petra, "preview-miscounted");
  assert.equal((await theirs.goto("/account")).status(), 200);
  assert.match(theirs.url(), /\/account$/);
  await fill(petra, "form#confirm", { count: "1" });
  await petra.locator("form#confirm button").click();
  await petra.waitForLoadState();
  await look(petra, "done");
  await theirs.goto("/account");
  assert.doesNotMatch(theirs.url(), /\/account$/, "the session is over");
});

s.test("the history of a grant, why it works, and what its end would take away", async ({ open, server }) => {
  const ron = await as(open, server, "role_admin", "/admin/role-grants");
  await ron.goto("/admin/role-grants?of_role=registrar");
  const grant = (await ron.locator('#list a[href^="/admin/role-grants/"]').first().getAttribute("href")).split("/").pop();
  await ron.goto(`/admin/role-grants/${grant}`);
  await look(ron, "grant");
  await ron.locator(`a[href="/admin/history/role_grant/${grant}"]`).click();
  await ron.waitForLoadState();
  assert.match(await ron.locator("#list tbody").innerText(), /role_grant\.created/);
  await look(ron, "history");
  await ron.goto("/admin/access");
  await look(ron, "access");
  await fill(ron, "form#explain", { person: "rita", permission: "application.decide", grant });
  await ron.locator('form#explain [name="change"]').selectOption("end");
  await ron.locator("form#explain button").click();
  await ron.waitForLoadState();
  assert.match(await ron.locator("#tried").innerText(), /registrar/);
  assert.match(await ron.locator("#difference").innerText(), /application\.decide/);
  await look(ron, "access-answered");
  await fill(ron, "form#explain", { person: "rita", permission: "", role: "auditor", in_unit: "00000000-0000-4000-8000-000000000001" });
  await ron.locator('form#explain [name="change"]').selectOption("give");
  await ron.locator("form#explain button").click();
  await ron.waitForLoadState();
  assert.match(await ron.locator("#conflicts").innerText(), /application\.decide \+ audit_event\.read/);
  await look(ron, "access-conflict");
});

s.test("in German, by keyboard alone", async ({ open, server }) => {
  const petra = await as(open, server, "person_admin", "/admin/people/search?lang=de", { locale: "de-DE" });
  await petra.goto("/admin/people/search");
  assert.equal(await petra.evaluate(() => document.documentElement.lang), "de");
  await look(petra, "search-de");
  await petra.locator("#name").focus();
  await petra.keyboard.type("lindqvist");
  await petra.keyboard.press("Enter");
  await petra.waitForLoadState();
  await petra.locator("#list").waitFor();
  await petra.locator("#list input[type=checkbox]").first().focus();
  await petra.keyboard.press("Space");
  assert.ok(await petra.locator("#list input[type=checkbox]").first().isChecked());
  await look(petra, "search-found-de");
  await petra.goto("/admin/people");
  await look(petra, "people-de");
});
