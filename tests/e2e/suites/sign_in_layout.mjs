// The pages of sign-in look as they did: boxes against stored references, on a phone and on a screen; axe on each.
import assert from "node:assert/strict";

import { album } from "../support/album.mjs";
import { admin } from "../support/clients.mjs";
import { atAdd, create } from "../support/passkeys.mjs";
import { enterCode, enterPassword, signIn } from "../support/people.mjs";
import { suite } from "../support/suite.mjs";

const s = suite("sign_in_layout", { people: 12 });
const kCode = '[autocomplete~="one-time-code"]';

s.test("every page of sign-in is drawn as its reference", async ({ open, server }) => {
  const { look, close } = album("sign_in");
  const person = server.person({ kind: "citizen" });
  const page = await open();
  await page.goto("/account");
  await look(page, "password", "form#sign-in");
  await enterPassword(page, person, { password: "wrong horse battery staple" });
  await look(page, "password-refused", ".govuk-error-summary");
  await enterPassword(page, person);
  await look(page, "code", kCode);
  await enterCode(page, { totp_secret: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" });
  await look(page, "code-refused", ".govuk-error-summary");
  await enterCode(page, person);
  await page.waitForURL("**/account");
  await page.goto("/sign-out");
  await look(page, "sign-out", "main form button");
  await page.locator("main form button").first().click();
  await look(page, "signed-out", "#signed-out");
  await page.goto("/sign-in?flow=AAAA");
  await look(page, "problem", "#sign-in-problem");

  const reader = await open();
  await reader.goto("/account");
  await reader.click("#certificate-continue");
  await look(reader, "card-refused", ".govuk-error-summary");

  const keeper = await atAdd(open, server, 6);
  await create(keeper.page, "phone");
  const again = await open();
  await again.goto("/account/authenticators/totp");
  await enterPassword(again, keeper.person);
  await look(again, "passkey", "#passkey-continue");
  await close();
});

s.test("who is held at sign-in is told why and what to do", async ({ open, server }) => {
  const { look, close } = album("held");
  const events = ["suspend", "block", "require_reset", "require_reproof", "require_both"];
  for (const [index, event] of events.entries()) {
    const person = server.person({ kind: "citizen", index: index + 1 });
    await admin(server, "POST", `/people/${person.id}/intervention`, { event, reference: "CASE-7" });
    const page = await open();
    await page.goto("/account");
    await signIn(page, person);
    await look(page, event, "#sign-in-held");
    assert.equal(await page.locator("#go-recover").count(), event === "require_reset" || event === "require_both" ? 1 : 0, event);
    await page.goto("/account");
    assert.equal(new URL(page.url()).pathname, "/sign-in", `${event}: no session`);
  }
  await close();
});
