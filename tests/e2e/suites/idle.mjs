// Two hours pass on a page. The server begins two hours in the past and is restarted in the present, so
// that the portal's clock, which nobody moves, agrees with it in the end.
import assert from "node:assert/strict";

import { checkPage } from "../support/browser.mjs";
import { atSignIn, consentIfAsked, enterCode, enterPassword, recoverToPortal, signIn, submit } from "../support/people.mjs";
import { startPortal } from "../support/portal.mjs";
import { suite } from "../support/suite.mjs";

const kTwoHours = 2 * 60 * 60 + 60;
const s = suite("idle", { beside: startPortal, clockOffset: -kTwoHours });

s.test("two hours idle, then everybody goes on", async ({ open, server }) => {
  // Citizens rest for an hour at their level and a day at all; the session of staff is over.
  const [atPassword, signedIn, atConsent, atCode] = server.demo.people;
  const toSignIn = async () => {
    const page = await open();
    await page.goto(s.beside.url);
    await page.click("#login");
    await atSignIn(page);
    return page;
  };
  const one = await toSignIn();
  const two = await toSignIn();
  await enterPassword(two, atCode);
  await two.locator('[autocomplete~="one-time-code"]').waitFor();
  const three = await toSignIn();
  await signIn(three, atConsent, { clockOffset: -kTwoHours });
  await three.locator("form#consent").waitFor();
  const four = await open();
  await four.goto("/account");
  await signIn(four, signedIn, { clockOffset: -kTwoHours });
  await four.waitForURL("**/account");

  await server.restart();

  await enterPassword(one, atPassword);
  await one.waitForLoadState();
  await recoverToPortal(one, s.beside.url, atPassword);

  await enterCode(two, atCode);
  await two.waitForLoadState();
  await recoverToPortal(two, s.beside.url, atCode);

  await consentIfAsked(three);
  await recoverToPortal(three, s.beside.url, atConsent);

  await four.click("#account-sessions");
  await four.waitForLoadState();
  await checkPage(four);
  // The level has rested too long: one proof resumes it.
  const password = four.locator('[autocomplete~="current-password"]');
  assert.equal(await four.locator('[autocomplete~="username"]').count(), 0, "who it is is known");
  await password.fill(signedIn.password);
  await submit(four, "form#sign-in");
  await four.waitForLoadState();
  assert.equal(new URL(four.url()).pathname, "/account/sessions", "the page that was asked for, after signing in if need be");
});
