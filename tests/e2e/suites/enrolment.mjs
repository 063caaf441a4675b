// A citizen applies, a registrar decides, the citizen binds a password and one-time codes and signs in.
import assert from "node:assert/strict";

import { checkPage } from "../support/browser.mjs";
import { apply, bind, checkAndSubmit, decide, fill, goOn, makeApplicant, takeCase } from "../support/enrolment.mjs";
import { enterCode, signIn } from "../support/people.mjs";
import { suite } from "../support/suite.mjs";

const s = suite("enrolment");
const atDesk = (open, server) => s.openAs(open, server.person({ role: "registrar" }), "/review");

async function finishBinding(page, applicant) {
  const person = await bind(page, applicant);
  await enterCode(page, person);
  await page.waitForLoadState();
  await checkPage(page);
  return person;
}

s.test("from the application to the first sign-in", async ({ open, server }) => {
  const applicant = makeApplicant(1);
  const page = await open();
  const { tracking } = await apply(page, server, applicant, { look: true });
  assert.match(tracking, /\S{6,}/);

  const desk = await atDesk(open, server);
  await takeCase(desk, tracking, { look: true });
  const shown = await desk.locator("#stated").innerText();
  if (!shown.includes(applicant.document_number)) {
    await goOn(desk, "#reveal");
    assert.ok((await desk.locator("#stated").innerText()).includes(applicant.document_number));
  }
  const [download] = await Promise.all([desk.waitForEvent("download"), desk.locator("#evidence a").first().click()]);
  assert.ok(download.suggestedFilename(), "a scan is downloaded, never shown inline");
  await decide(desk, "approve");

  await server.mail(applicant.email, { matching: /enrol/ });
  const person = await finishBinding(page, applicant);

  const fresh = await open();
  await fresh.goto("/account");
  await signIn(fresh, person);
  await fresh.waitForURL("**/account");
});

s.test("goes on in another browser by the continuation code", async ({ open, server }) => {
  const applicant = makeApplicant(2);
  const page = await open();
  const { tracking, code } = await apply(page, server, applicant);
  assert.ok(code, "the status page shows a continuation code");

  const other = await open();
  await other.goto("/enrol/resume");
  await checkPage(other);
  await fill(other, "form", { code });
  await goOn(other, "main form button");
  assert.equal((await other.locator("#tracking-number").innerText()).trim(), tracking);

  const third = await open();
  await third.goto("/enrol/track");
  await checkPage(third);
  await fill(third, "form", { tracking });
  await goOn(third, "main form button");
  assert.equal(await third.locator("#history").count() + (await third.locator("#status-view").count()) > 0, true);
  assert.equal((await third.locator("main").innerText()).includes(applicant.name), false, "the public status names nobody");
});

s.test("is rejected with reasons, mended and submitted again", async ({ open, server }) => {
  const applicant = makeApplicant(3);
  const page = await open();
  const { tracking } = await apply(page, server, applicant);
  const desk = await atDesk(open, server);
  await takeCase(desk, tracking);
  await decide(desk, "reject", { reasons: 1 });

  await page.goto("/enrol/status");
  await checkPage(page);
  assert.ok((await page.locator("#reasons li").count()) >= 1, "the applicant sees why");
  await goOn(page, "#status-edit");
  await page.goto("/enrol/check");
  await checkAndSubmit(page);
  await takeCase(desk, tracking);
  await decide(desk, "approve");
  await finishBinding(page, applicant);
});

s.test("is asked for more and supplies it", async ({ open, server }) => {
  const applicant = makeApplicant(4);
  const page = await open();
  const { tracking } = await apply(page, server, applicant);
  const desk = await atDesk(open, server);
  await takeCase(desk, tracking);
  await decide(desk, "more", { reasons: 1 });
  await page.goto("/enrol/status");
  await page.click("#status-supply");
  await fill(page, "form#enrol-details", { phone_number: "+49 30 901820" });
  await goOn(page, "#enrol-details-continue");
  await page.goto("/enrol/check");
  await checkAndSubmit(page);
  await takeCase(desk, tracking);
});

s.test("a page that asks the same again shows what was typed, and says what is wrong", async ({ open }) => {
  const page = await open();
  await page.goto("/enrol");
  await goOn(page, "#enrol-start-button");
  await fill(page, "form#enrol-contact", { email: "no address" });
  await page.click("#enrol-contact-continue");
  await page.locator(".govuk-error-summary").waitFor();
  await checkPage(page);
  assert.equal(await page.locator('form#enrol-contact [name="email"]').inputValue(), "no address");
});

s.test("works without JavaScript up to the evidence", async ({ open, server }) => {
  const applicant = makeApplicant(5);
  const page = await open({ javaScriptEnabled: false });
  await page.goto("/enrol");
  await page.click("#enrol-start-button");
  await fill(page, "form#enrol-contact", { email: applicant.email });
  await page.click("#enrol-contact-continue");
  const mail = await server.mail(applicant.email, { matching: /\b\d{6}\b/ });
  await page.locator('form#enrol-code [name="code"]').fill(/\b(\d{6})\b/.exec(mail.split("\n\n").slice(1).join("\n\n"))[1]);
  await page.click("#enrol-code-continue");
  await page.locator("form#enrol-details").waitFor();
});
