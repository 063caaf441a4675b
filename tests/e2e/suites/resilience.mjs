// What happens to real people: two tabs, back, reload, two hours away, a restart, cleared cookies. Each
// time either the portal is reached, or one page with a way back that works.
import assert from "node:assert/strict";

import { atSignIn, consentIfAsked, enterCode, enterPassword, recoverToPortal, signIn } from "../support/people.mjs";
import { startPortal } from "../support/portal.mjs";
import { suite } from "../support/suite.mjs";

const s = suite("resilience", { people: 12, beside: startPortal });

// As many people as there are, in turn: a code is good once, and waiting for the next takes half a minute.
let taken = 0;
const nextPerson = (server) => server.demo.people[taken++ % server.demo.people.length];

const atPortal = (page) => page.locator("#claims").waitFor();

async function toSignIn(page) {
  await page.goto(s.beside.url);
  await page.click("#login");
  await atSignIn(page);
}

async function finish(page) {
  await consentIfAsked(page);
  await atPortal(page);
}

s.test("two tabs sign in for the same portal", async ({ open, openTab, server }) => {
  const person = nextPerson(server);
  const one = await open();
  await toSignIn(one);
  const two = await openTab(one);
  await toSignIn(two);
  await signIn(one, person);
  await finish(one);
  // The other tab still shows the sign-in page; whatever is done there ends at the portal.
  await enterPassword(two, person);
  await two.waitForLoadState();
  await recoverToPortal(two, s.beside.url, person);
});

s.test("back after the password, then forward again", async ({ open, server }) => {
  const person = nextPerson(server);
  const page = await open();
  await toSignIn(page);
  await enterPassword(page, person);
  await page.locator('[autocomplete~="one-time-code"]').waitFor();
  await page.goBack();
  // The address shows the step that was reached; whoever typed the wrong name begins anew.
  await page.locator('[autocomplete~="one-time-code"]').waitFor();
  await page.click("#sign-in-somebody-else");
  await atSignIn(page);
  await enterPassword(page, person);
  await enterCode(page, person);
  await page.waitForLoadState();
  await finish(page);
});

s.test("back from the portal to the sign-in page", async ({ open, server }) => {
  const person = nextPerson(server);
  const page = await open();
  await toSignIn(page);
  await signIn(page, person);
  await finish(page);
  await page.goBack();
  await page.waitForLoadState();
  await recoverToPortal(page, s.beside.url, person);
});

s.test("reload of a refused form", async ({ open, server }) => {
  const person = nextPerson(server);
  const page = await open();
  await toSignIn(page);
  await enterPassword(page, person, { password: "wrong horse battery staple" });
  await page.locator(".govuk-error-summary").waitFor();
  await page.reload();
  await atSignIn(page);
  await signIn(page, person);
  await finish(page);
});

s.test("reload of the code form", async ({ open, server }) => {
  const person = nextPerson(server);
  const page = await open();
  await toSignIn(page);
  await enterPassword(page, person);
  await page.locator('[autocomplete~="one-time-code"]').waitFor();
  await page.reload();
  await enterCode(page, person);
  await page.waitForLoadState();
  await finish(page);
});

s.test("cookies cleared in the middle", async ({ open, server }) => {
  const person = nextPerson(server);
  const page = await open();
  await toSignIn(page);
  await page.context().clearCookies();
  await enterPassword(page, person);
  await page.waitForLoadState();
  await recoverToPortal(page, s.beside.url, person);
});

s.test("cookies cleared between password and code", async ({ open, server }) => {
  const person = nextPerson(server);
  const page = await open();
  await toSignIn(page);
  await enterPassword(page, person);
  await page.locator('[autocomplete~="one-time-code"]').waitFor();
  await page.context().clearCookies();
  await enterCode(page, person);
  await page.waitForLoadState();
  await recoverToPortal(page, s.beside.url, person);
});

s.test("the address in another tab shows the step that was reached", async ({ open, openTab, server }) => {
  const person = nextPerson(server);
  const one = await open();
  await toSignIn(one);
  await enterPassword(one, person);
  await one.locator('[autocomplete~="one-time-code"]').waitFor();
  const two = await openTab(one);
  await two.goto(one.url());
  await enterCode(two, person);
  await two.waitForLoadState();
  await finish(two);
  // What the first tab still shows leads to the portal too.
  await one.reload();
  await recoverToPortal(one, s.beside.url, person);
});

s.test("the server restarts between password and code", async ({ open, server }) => {
  const person = nextPerson(server);
  const page = await open();
  await toSignIn(page);
  await enterPassword(page, person);
  await page.locator('[autocomplete~="one-time-code"]').waitFor();
  await server.restart();
  await enterCode(page, person);
  await page.waitForLoadState();
  await finish(page);
});

s.test("the server restarts: a half-done sign-in goes on, a session stays", async ({ open, server }) => {
  const person = nextPerson(server);
  const waiting = await open();
  await toSignIn(waiting);
  const done = await open();
  await done.goto("/account");
  const other = nextPerson(server);
  await signIn(done, other);
  await done.waitForURL("**/account");

  await server.restart();

  await signIn(waiting, person);
  await finish(waiting);
  await done.goto("/account");
  assert.equal(new URL(done.url()).pathname, "/account", "still signed in after the restart");
});
