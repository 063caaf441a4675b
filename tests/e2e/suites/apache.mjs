// Apache with mod_auth_openidc, as Debian ships them, delegates its login.
import assert from "node:assert/strict";

import { consentIfAsked, signIn } from "../support/people.mjs";
import { startApache } from "../support/portal.mjs";
import { suite } from "../support/suite.mjs";

const s = suite("apache", { beside: startApache });

s.test("a guarded page asks tessera, then shows itself to the person", async ({ open, server }) => {
  const page = await open();
  await page.goto(s.beside.guarded);
  assert.equal(new URL(page.url()).origin, server.url, "Apache sends the browser to tessera");
  await signIn(page, server.person({ kind: "citizen" }));
  await consentIfAsked(page, { look: true });
  await page.waitForURL(s.beside.guarded);
  assert.equal(await page.locator("h1").innerText(), "Guarded by Apache");
  const answer = await page.goto(s.beside.guarded);
  const headers = answer.headers();
  assert.ok(headers["x-remote-user"], await s.beside.errorLog());
  assert.equal(headers["x-claim-iss"], server.url);
  assert.ok(headers["x-claim-name"]);
});

s.test("another person is another subject", async ({ open, server }) => {
  const subjects = [];
  for (const index of [0, 1]) {
    const page = await open();
    await page.goto(s.beside.guarded);
    await signIn(page, server.person({ kind: "citizen", index }));
    await consentIfAsked(page);
    await page.waitForURL(s.beside.guarded);
    subjects.push((await page.goto(s.beside.guarded)).headers()["x-remote-user"]);
  }
  assert.notEqual(subjects[0], subjects[1]);
});

s.test("cancel leaves the page guarded", async ({ open }) => {
  const page = await open();
  await page.goto(s.beside.guarded);
  await page.click('button[name="action"][value="cancel"]');
  await page.waitForURL((url) => url.origin === new URL(s.beside.guarded).origin);
  assert.doesNotMatch(await page.content(), /Guarded by Apache/);
});
