// What a person does at tessera's pages. Fields are found as a password manager finds them, by their
// autocomplete tokens; buttons by the names that the forms promise.
import { checkPage } from "./browser.mjs";
import { nextCode } from "./totp.mjs";

const kUsername = '[autocomplete~="username"]';
const kPassword = '[autocomplete~="current-password"]';
const kCode = '[autocomplete~="one-time-code"]';
// The first button of the form that neither cancels nor goes back.
const kSubmit = 'button:not([type="button"]):not([value="cancel"]):not([value="back"]):not([value="deny"])';

export const submit = (page, form = "main form") => page.locator(`${form} ${kSubmit}`).first().click();

export async function enterPassword(page, person, { password = person.password } = {}) {
  await page.locator(kUsername).fill(person.login);
  await page.locator(kPassword).fill(password);
  await submit(page, "form#sign-in");
}

export async function enterCode(page, person, { clockOffset = 0 } = {}) {
  await page.locator(kCode).fill(await nextCode(person.totp_secret, clockOffset));
  await submit(page, `form:has(${kCode})`);
}

// From the sign-in page to wherever it leads; look: each page is checked on the way.
export async function signIn(page, person, { look = false, clockOffset = 0 } = {}) {
  await page.locator(kUsername).waitFor();
  if (look) await checkPage(page);
  await enterPassword(page, person);
  await page.locator(kCode).waitFor();
  if (look) await checkPage(page);
  await enterCode(page, person, { clockOffset });
  await page.waitForLoadState();
}

export const atSignIn = (page) => page.locator(`${kUsername}, ${kPassword}`).first().waitFor();

// Consents if the portal has not been allowed before.
export async function consentIfAsked(page, { look = false } = {}) {
  const form = page.locator("form#consent");
  if (!(await form.count())) return false;
  if (look) await checkPage(page);
  await submit(page, "form#consent");
  await page.waitForLoadState();
  return true;
}

// Whatever page came: one that says what is the matter and whose way back ends in a login at the portal.
export async function recoverToPortal(page, portal, person) {
  for (let step = 0; step < 6; step += 1) {
    if (await page.locator("#claims").count()) return;
    if (await page.locator(kCode).count()) {
      await enterCode(page, person);
    } else if (await page.locator(kUsername).count()) {
      await signIn(page, person);
    } else if (await page.locator("form#consent").count()) {
      await consentIfAsked(page);
    } else {
      await checkPage(page);
      await page.locator("#again, #error-way-back, #login").first().click();
    }
    await page.waitForLoadState();
    if (await page.locator("#start-sign-in").count()) await page.goto(portal); // the way back was the start page
  }
  await page.locator("#claims").waitFor();
}
