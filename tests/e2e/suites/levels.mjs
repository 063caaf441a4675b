// A portal that asks for a level: what is missing is said in words, with a way to set it up and a way out;
// what is only wished for stops nobody.
import assert from "node:assert/strict";

import { checkPage } from "../support/browser.mjs";
import { atSignIn, consentIfAsked, enterCode, enterPassword } from "../support/people.mjs";
import { clientFor } from "../support/portal.mjs";
import { suite } from "../support/suite.mjs";

const kPhishingResistant = "urn:tessera:acr:aal2:phr";
const s = suite("levels");

const essential = (acr) => ({ claims: JSON.stringify({ id_token: { acr: { essential: true, values: [acr] } } }) });

// An authorization request of a demo portal that does not run: its answer is read from the address.
async function ask(page, server, more) {
  const client = clientFor(server, /callback/);
  const params = new URLSearchParams({
    response_type: "code",
    client_id: client.client_id,
    redirect_uri: client.redirect_uri,
    scope: "openid",
    state: "abc",
    nonce: "n-0S6_WzA2Mj",
    code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    code_challenge_method: "S256",
    ...more,
  });
  const answered = new Promise((resolve) => {
    page.on("request", (request) => request.url().startsWith(client.redirect_uri) && resolve(new URL(request.url()).searchParams));
  });
  await page.goto(`/oauth2/authorize?${params}`).catch(() => {});
  return answered;
}

s.test("an essential level that is out of reach is told, and the portal is answered", async ({ open, server }) => {
  for (const locale of ["en", "de"]) {
    const person = server.demo.people[locale === "en" ? 0 : 1];
    const page = await open({ locale });
    const answered = ask(page, server, { ...essential(kPhishingResistant), ui_locales: locale });
    await atSignIn(page);
    await enterPassword(page, person);
    await enterCode(page, person);
    await page.locator("#lacking").waitFor();
    await checkPage(page);
    assert.equal(await page.locator("#add-passkey").getAttribute("href"), "/account/authenticators/passkey");
    // The session is there as far as it goes, so that what is missing can be set up.
    const account = await page.context().newPage();
    await account.goto("/account/authenticators");
    assert.equal(new URL(account.url()).pathname, "/account/authenticators");
    await account.close();
    await page.locator('button[value="leave"]').click().catch(() => {});
    assert.equal((await answered).get("error"), "unmet_authentication_requirements");
  }
});

s.test("a level that is only wished for stops nobody", async ({ open, server }) => {
  const person = server.demo.people[2];
  const page = await open();
  const answered = ask(page, server, { acr_values: `${kPhishingResistant} urn:tessera:acr:aal2` });
  await atSignIn(page);
  await enterPassword(page, person);
  await enterCode(page, person);
  await page.waitForLoadState().catch(() => {});
  await consentIfAsked(page).catch(() => {});
  assert.ok((await answered).get("code"));
});
