// What somebody does who gets back into an account, or prepares for it. Every page is looked at 320 px wide.
import assert from "node:assert/strict";
import path from "node:path";

import { checkPage } from "./browser.mjs";
import { kArtifacts } from "./server.mjs";

export const narrow = { viewport: { width: 320, height: 640 } };
export const kPlain = { javaScriptEnabled: false, ...narrow };
const kCode = /\b([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2})\b/;

export async function look(page, name) {
  await page.screenshot({ path: path.join(kArtifacts, `recovery-${name}.png`), fullPage: true });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 320, `${page.url()} is ${wide} px wide`);
}

// Presses a button or follows a link, and looks at the page that follows. axe needs scripts.
export async function go(page, button, name, { axe = true } = {}) {
  await page.locator(button).first().click();
  await page.waitForLoadState();
  const errors = page.locator(".govuk-error-summary");
  if (await errors.count()) throw new Error(`${page.url()} refuses: ${await errors.innerText()}`);
  if (name) await look(page, name);
  if (axe) await checkPage(page);
}

const used = new Set();

// The newest code that was not asked for before: the mail of a second request may be on its way yet.
export async function mailedCode(server, address) {
  const codeIn = (mail) => kCode.exec(mail.split("\n\n").slice(1).join("\n\n"))?.[1];
  const mail = await server.mail(address, { matching: { test: (text) => codeIn(text) && !used.has(codeIn(text)) } });
  const code = codeIn(mail);
  used.add(code);
  return code;
}

export async function begin(page, person, how = {}) {
  await page.goto("/recover");
  await page.locator("#username").fill(person.login);
  await go(page, "#recover-start", undefined, how);
}

export async function prove(page, way, value, how = {}) {
  if (await page.locator(`#way-${way}`).count()) await go(page, `#way-${way}`, undefined, how);
  await page.locator("#code").fill(value);
  await go(page, "#recover-prove-continue", undefined, how);
}
