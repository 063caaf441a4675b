// Who forgot the password and still has the passkey comes back with it and a code of the mail.
import assert from "node:assert/strict";

import { checkPage } from "../support/browser.mjs";
import { atAdd, create, withKeys } from "../support/passkeys.mjs";
import { begin, go, look, mailedCode, narrow } from "../support/recovery.mjs";
import { suite } from "../support/suite.mjs";

const s = suite("recovery_passkey", { people: 5 });

s.test("a passkey is offered after a code, and is the other proof", async ({ open, server }) => {
  const { page, person, authenticator } = await atAdd(open, server, 0);
  await create(page, "phone");
  const back = await withKeys(() => open(narrow), await authenticator.keys());
  await begin(back.page, person);
  assert.equal(await back.page.locator("#way-passkey").count(), 0, "before a code nobody learns of keys");
  await back.page.locator("#code").fill(await mailedCode(server, person.login));
  await go(back.page, "#recover-prove-continue");
  await go(back.page, "#way-passkey", "prove-passkey");
  await back.page.click("#passkey-continue");
  await back.page.locator("#recover-enough").waitFor();
  await look(back.page, "passkey-enough");
  await checkPage(back.page);
  await go(back.page, "#recover-begin");
  assert.match(back.page.url(), /\/recover\/new\?/);
  assert.equal(await back.page.locator("#new").count(), 1);
  assert.equal(await back.page.locator('[autocomplete~="one-time-code"]').count(), 0, "only the password is new");
});

s.test("the key of somebody else is refused", async ({ open, server }) => {
  const { page, authenticator } = await atAdd(open, server, 1);
  await create(page, "hers");
  const mine = await atAdd(open, server, 2);
  await create(mine.page, "mine");
  const keys = [...(await authenticator.keys())];
  const thief = await withKeys(open, keys);
  await begin(thief.page, mine.person);
  await thief.page.locator("#code").fill(await mailedCode(server, mine.person.login));
  await go(thief.page, "#recover-prove-continue");
  await go(thief.page, "#way-passkey");
  await thief.page.click("#passkey-continue");
  await thief.page.locator("#passkey-status:not([hidden])").waitFor();
  assert.equal(await thief.page.locator("#recover-enough").count(), 0);
});
