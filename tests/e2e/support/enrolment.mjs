// What an applicant and a registrar do on their pages.
import assert from "node:assert/strict";

import { checkPage } from "./browser.mjs";

// Fills what a form asks for, by field name; date fields come as { name: "1985-04-12" }.
export async function fill(page, form, values) {
  const asked = {};
  for (const [name, value] of Object.entries(values)) {
    const date = /^(\d{4})-(\d\d)-(\d\d)$/.exec(value);
    if (date) Object.assign(asked, { [`${name}_year`]: date[1], [`${name}_month`]: date[2], [`${name}_day`]: date[3] });
    asked[name] = value;
  }
  for (const [name, value] of Object.entries(asked)) {
    const field = page.locator(`${form} [name="${name}"]`);
    if (!(await field.count())) continue;
    const kind = await field.first().evaluate((one) => `${one.tagName} ${one.type}`);
    if (kind === "SELECT select-one") await field.selectOption(value);
    else if (/radio|checkbox/.test(kind)) await page.locator(`${form} [name="${name}"][value="${value}"]`).check();
    else await field.fill(value);
  }
}

// Presses the button that goes on, and looks at the page that follows.
export async function goOn(page, button, { look = true } = {}) {
  await page.locator(button).click();
  await page.waitForLoadState();
  const errors = page.locator(".govuk-error-summary");
  if (await errors.count()) throw new Error(`${page.url()} refuses: ${await errors.innerText()}`);
  if (look) await checkPage(page);
}

export function makeApplicant(number) {
  const tag = `${Date.now().toString(36)}${number}`;
  return {
    email: `applicant.${tag}@mail.example`,
    password: `long enough ${tag} phrase`,
    name: "Zoë Müller-O’Hara",
    birthdate: "1985-04-12",
    document_type: "passport",
    document_number: `X${tag.toUpperCase()}`,
    document_country: "DE",
    document_issued: "2024-02-01",
    document_expires: "2034-01-31",
    address: "12 Mill Lane",
    street_address: "12 Mill Lane",
    locality: "Northport",
    postal_code: "NP1 2AB",
    country: "DE",
  };
}

const kContactCode = /\b(\d{6})\b/;

export async function proveContact(page, server, applicant, how = {}) {
  await fill(page, "form#enrol-contact", { email: applicant.email });
  await goOn(page, "#enrol-contact-continue", how);
  const mail = await server.mail(applicant.email, { matching: kContactCode });
  await fill(page, "form#enrol-code", { code: kContactCode.exec(mail.split("\n\n").slice(1).join("\n\n"))[1] });
  await goOn(page, "#enrol-code-continue", how);
}

export async function giveEvidence(page, applicant, how = {}) {
  await fill(page, "form#enrol-document", applicant);
  await goOn(page, "#enrol-document-continue", how);
  const scan = await page.screenshot({ type: "png" });
  await page.locator("#scan").setInputFiles({ name: "passport.png", mimeType: "image/png", buffer: scan });
  await goOn(page, "#enrol-evidence-upload", how);
  await page.locator("#scans").waitFor();
  await goOn(page, "#enrol-evidence-continue", how);
}

export async function checkAndSubmit(page, how = {}) {
  await page.locator("#consent").check();
  await goOn(page, "#enrol-check-submit", how);
}

// From /enrol to the status page; gives tracking number and continuation code. how.look: check each page.
export async function apply(page, server, applicant, how = { look: false }) {
  await page.goto("/enrol");
  await goOn(page, "#enrol-start-button", how);
  await proveContact(page, server, applicant, how);
  await fill(page, "form#enrol-details", applicant);
  await goOn(page, "#enrol-details-continue", how);
  await giveEvidence(page, applicant, how);
  await checkAndSubmit(page, how);
  return {
    tracking: (await page.locator("#tracking-number").innerText()).trim(),
    code: (await page.locator("#continuation-code").count())
      ? (await page.locator("#continuation-code").innerText()).trim()
      : "",
  };
}

export async function takeCase(page, tracking, { look = false } = {}) {
  await page.goto("/review");
  if (look) await checkPage(page);
  const row = page.locator("#review-queue tbody tr", { hasText: tracking });
  assert.equal(await row.count(), 1, `the queue has ${tracking}`);
  await row.locator("button, a").first().click();
  await page.waitForLoadState();
  if (new URL(page.url()).pathname === "/review") await page.locator("#review-queue tbody tr", { hasText: tracking }).locator("a").first().click();
  await page.locator("#case-tracking").waitFor();
  if (look) await checkPage(page);
}

export async function decide(page, decision, { reasons = 0 } = {}) {
  await page.locator(`form#review-decide [name="decision"][value="${decision}"]`).check();
  if (decision === "approve") {
    for (const box of await page.locator('form#review-decide [name="checklist"]').all()) await box.check();
  }
  for (const box of (await page.locator('form#review-decide [name="reasons"]').all()).slice(0, reasons)) await box.check();
  await goOn(page, "#review-decide-button");
}

// Sets password and one-time code after approval; gives what the person signs in with.
export async function bind(page, applicant) {
  await page.goto("/enrol/status");
  await goOn(page, "#status-bind");
  await page.locator('[autocomplete~="new-password"]').first().fill(applicant.password);
  for (const again of (await page.locator('[autocomplete~="new-password"]').all()).slice(1)) await again.fill(applicant.password);
  await page.locator('form:has([autocomplete~="new-password"]) button[type="submit"][value="continue"]').click();
  await page.locator("#totp-secret").waitFor();
  await checkPage(page);
  const secret = (await page.locator("#totp-secret").innerText()).replace(/\s/g, "");
  return { login: applicant.email, password: applicant.password, totp_secret: secret };
}
