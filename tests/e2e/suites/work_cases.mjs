// A person is looked at in a case only: assigned by a supervisor, worked by somebody else, closed at the end.
import assert from "node:assert/strict";

import { checkPage } from "../support/browser.mjs";
import { fill } from "../support/enrolment.mjs";
import { suite } from "../support/suite.mjs";

const s = suite("work_cases");

s.test("a case opens a person to whom it is assigned, until it is closed", async ({ open, server }) => {
  const citizen = server.person({ login: "ada" });
  const officer = server.person({ role: "person_admin" });
  const path = `/admin/people/${citizen.id}`;
  const petra = await s.openAs(open, officer, path);
  await petra.goto(path);
  await checkPage(petra);
  assert.equal(await petra.locator("form#reveal").count(), 0, "no values without a case");
  assert.equal((await petra.goto(`${path}?purpose=support&case=${citizen.id}`)).status(), 403);

  const sina = await s.openAs(open, server.person({ role: "case_supervisor" }), "/admin/work-cases");
  await sina.goto(`/admin/work-cases?person=${citizen.id}`);
  await checkPage(sina);
  const form = "form#open-case";
  await fill(sina, form, { assignee: server.person({ role: "case_supervisor" }).login, reference: "T-17", reason: "asked for help" });
  await sina.locator(`${form} [name="purpose"]`).selectOption("support");
  await sina.locator(`${form} button`).click();
  await sina.locator(".govuk-error-summary").waitFor();
  await checkPage(sina);
  await fill(sina, form, { assignee: officer.login });
  await sina.locator(`${form} button`).click();
  await sina.waitForURL("**/work-cases?done=created");

  await petra.goto("/admin/work-cases");
  await petra.locator("#list tbody a").first().click();
  await checkPage(petra);
  await petra.locator(`#links a[href^="${path}"], a[href^="${path}?"]`).first().click();
  await petra.locator("form#reveal").waitFor();
  await checkPage(petra);
  await fill(petra, "form#reveal", { reference: "T-17" });
  await petra.check('form#reveal [value="given_name"]');
  await petra.locator("form#reveal button").click();
  await petra.waitForLoadState();
  assert.match(await petra.locator("main").innerText(), /Ada/);
  const inCase = petra.url();

  await petra.goto("/admin/work-cases");
  await petra.locator("#list tbody a").first().click();
  await petra.locator("form#close-case button").click();
  await petra.waitForURL("**/work-cases?done=ended");
  assert.equal((await petra.goto(inCase)).status(), 403, "closed");
  await petra.goto("/admin/deputies");
  await checkPage(petra);
});
