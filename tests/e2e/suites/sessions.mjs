// Signing out, and ending sessions from another device.
import assert from "node:assert/strict";

import { checkPage } from "../support/browser.mjs";
import { atSignIn, consentIfAsked, signIn, submit } from "../support/people.mjs";
import { startPortal } from "../support/portal.mjs";
import { suite } from "../support/suite.mjs";

const s = suite("sessions", { people: 10, beside: startPortal });

async function enterPortal(page, person) {
  await page.goto(s.beside.url);
  await page.click("#login");
  await signIn(page, person);
  await consentIfAsked(page);
  await page.locator("#claims").waitFor();
}

async function account(page, person) {
  await page.goto("/account");
  await signIn(page, person);
  await page.waitForURL("**/account");
}

s.test("sign out ends the session and says so", async ({ open, server }) => {
  const page = await open();
  await account(page, server.demo.people[0]);
  await page.click('a[href="/sign-out"]');
  await page.waitForLoadState();
  await checkPage(page);
  if (await page.locator("form#sign-out").count()) await submit(page, "form#sign-out");
  await page.waitForLoadState();
  await checkPage(page);
  await page.goto("/account");
  await atSignIn(page);
});

s.test("sign-out at the portal signs out at tessera", async ({ open, server }) => {
  const page = await open();
  await enterPortal(page, server.demo.people[1]);
  await page.click("#logout");
  await page.waitForLoadState();
  await checkPage(page);
  if (await page.locator("main form").count()) await submit(page);
  await page.waitForLoadState();
  await page.goto(`${server.url}/account`);
  await atSignIn(page);
});

s.test("a session is ended from another device, and its tokens with it", async ({ open, server }) => {
  const person = server.demo.people[2];
  const phone = await open();
  await enterPortal(phone, person);
  const laptop = await open();
  await account(laptop, person);
  await laptop.goto("/account/sessions");
  await checkPage(laptop);
  const ends = laptop.locator('form[id^="end-session"]');
  assert.ok((await ends.count()) >= 1, "the other session can be ended");
  await ends.first().locator("button").first().click();
  await laptop.waitForLoadState();
  await checkPage(laptop);

  await phone.goto(`${server.url}/account`);
  await atSignIn(phone);
  await phone.goto(s.beside.url);
  await phone.click("#userinfo");
  await phone.locator("#error").waitFor();
  await laptop.goto("/account");
  assert.equal(new URL(laptop.url()).pathname, "/account", "this device stays signed in");
});

s.test("all sessions are ended at once", async ({ open, server }) => {
  const person = server.demo.people[3];
  const phone = await open();
  await account(phone, person);
  const laptop = await open();
  await account(laptop, person);
  await laptop.goto("/account/sessions");
  await laptop.click("#end-all");
  await laptop.waitForLoadState();
  await phone.goto("/account");
  await atSignIn(phone);
  await laptop.goto("/account");
  await atSignIn(laptop);
});
