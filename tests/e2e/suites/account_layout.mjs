// The account pages look as they did: boxes against stored references, on a phone and on a screen.
import assert from "node:assert/strict";

import { checkPage } from "../support/browser.mjs";
import { differences, draw, Drawings } from "../support/drawing.mjs";
import { suite } from "../support/suite.mjs";

const s = suite("account_layout", { people: 5 });

const kPages = ["", "/authenticators", "/authenticators/totp", "/authenticators/passkey", "/codes", "/password", "/lost", "/sessions",
  "/inbox", "/activity", "/portals", "/requests", "/recovery", "/recovery/address", "/recovery/contact", "/freeze"];

s.test("every account page is drawn as its reference", async ({ open, server }) => {
  const drawings = new Drawings("account");
  const page = await s.openAs(open, server.demo.people[0], "/account");
  const wrong = [];
  for (const path of kPages) {
    const answer = await page.goto(`/account${path}`);
    assert.equal(answer.status(), 200, path);
    assert.ok(new URL(page.url()).pathname.startsWith("/account"), `${path} led to ${page.url()}`);
    await checkPage(page);
    await drawings.check(page, `account${path}`).catch((error) => wrong.push(error.message));
  }
  await drawings.keep();
  assert.deepEqual(wrong, []);
});

s.test("a shifted heading, a lost button and another order are noticed", async ({ open, server }) => {
  const page = await s.openAs(open, server.demo.people[0], "/account/freeze");
  const before = await draw(page);
  assert.deepEqual(differences(await draw(page), before), []);
  await page.evaluate(() => document.querySelector("h1").style.setProperty("margin-left", "60px"));
  assert.ok(differences(await draw(page), before).some((text) => text.startsWith("h1: x")));
  await page.evaluate(() => document.querySelector("h1").style.removeProperty("margin-left"));
  await page.evaluate(() => document.querySelector("main").prepend(document.querySelector("main button")));
  assert.ok(differences(await draw(page), before).length > 0);
  await page.evaluate(() => document.querySelector("main button").remove());
  assert.ok(differences(await draw(page), before).some((text) => text.endsWith("is gone")));
});
