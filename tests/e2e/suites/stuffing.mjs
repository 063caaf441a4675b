// Credential stuffing: strangers pay for a try, nobody is refused.
import assert from "node:assert/strict";

import { checkPage } from "../support/browser.mjs";
import { enterPassword, signIn } from "../support/people.mjs";
import { suite } from "../support/suite.mjs";

const s = suite("stuffing", { people: 3 });

s.test("while logins are guessed in bulk, strangers' browsers work or wait, and owners sign in", async ({ open, server }) => {
  const guesser = await open();
  await guesser.goto("/account");
  for (let i = 0; i < 22; i += 1) {
    await enterPassword(guesser, { login: `guess.${i}@mail.example` }, { password: "taken from a list" });
    await guesser.locator(".govuk-error-summary").waitFor();
  }
  const page = await open();
  await page.goto("/account");
  await page.locator("input[data-work]").waitFor({ state: "attached" });
  await page.waitForFunction(() => document.querySelector("input[data-work]").value !== "");
  await checkPage(page);
  const started = Date.now();
  await enterPassword(page, server.person({ kind: "citizen" }));
  await page.locator('[autocomplete~="one-time-code"]').waitFor();
  assert.ok(Date.now() - started < 2_500, "done work spares the wait");

  const plain = await open({ javaScriptEnabled: false });
  await plain.goto("/account");
  const begun = Date.now();
  await enterPassword(plain, server.person({ kind: "citizen", index: 1 }));
  await plain.locator('[autocomplete~="one-time-code"]').waitFor();
  assert.ok(Date.now() - begun >= 2_900, "without a script the try waits");

  const auditor = await open();
  await auditor.goto("/admin/journal");
  await signIn(auditor, server.person({ role: "auditor" }));
  await auditor.waitForURL("**/admin/journal");
  assert.match(await auditor.locator("main").innerText(), /security\.credential_stuffing\.suspected/);
});
