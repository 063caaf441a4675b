// What a registration does to pages: logo and policies on the way in, the identity that a client needs, agreements in
// detail, and the form that administration fills in.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import path from "node:path";

import { checkPage } from "../support/browser.mjs";
import { admin, authorizeUrl } from "../support/clients.mjs";
import { consentIfAsked, signIn, submit } from "../support/people.mjs";
import { freePort, kArtifacts } from "../support/server.mjs";
import { suite } from "../support/suite.mjs";

const kPng = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==", "base64");

// A portal that has a logo, and notes who asked for what.
async function startPortal() {
  const port = await freePort();
  const seen = [];
  const server = createServer((request, response) => {
    seen.push({ path: new URL(request.url, "http://localhost").pathname, agent: request.headers["user-agent"] ?? "" });
    const image = request.url.startsWith("/logo");
    response.writeHead(200, { "Content-Type": image ? "image/png" : "text/html; charset=utf-8" });
    response.end(image ? kPng : '<!DOCTYPE html><html lang="en"><title>Portal</title><h1>Portal</h1></html>');
  });
  await new Promise((resolve) => server.listen(port, "localhost", resolve));
  return { url: `http://localhost:${port}`, seen,
    stop: () => new Promise((resolve) => (server.close(resolve), server.closeAllConnections())) };
}

const s = suite("registrations", { people: 5, beside: startPortal });
const picture = (page, name) => page.screenshot({ path: path.join(kArtifacts, `registrations-${name}.png`), fullPage: true });

async function addClient(server, name, more = {}) {
  const home = s.beside.url;
  const made = await admin(server, "POST", "/clients", {
    name, owner: "City of Northport", contacts: ["it@northport.example"], home_uri: `${home}/`,
    policy_uri: "https://northport.example/privacy", tos_uri: "https://northport.example/terms",
    scopes: ["openid", "profile"], claims: [{ claim: "name", purpose: "to print the permit", legal_basis: "public_task" }],
    redirect_uris: [`${home}/cb`], ...more,
  });
  await admin(server, "POST", `/clients/${made.client_id}/status`, { status: "approved", reason: "test" });
  return { ...made, redirect_uris: [`${home}/cb`] };
}

const answerOf = async (page) => {
  await page.waitForURL(`${s.beside.url}/cb?*`);
  return Object.fromEntries(new URL(page.url()).searchParams);
};

// Fetched within seconds of the approval; then the browser shows it.
async function waitForLogo(page, id) {
  const address = new URL(await page.locator(`#${id}`).getAttribute("src"), page.url());
  assert.equal(address.origin, new URL(page.url()).origin);
  const until = Date.now() + 30_000;
  while ((await page.request.get(address.href)).status() !== 200) {
    if (Date.now() > until) throw new Error("the logo was not fetched");
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  await page.reload();
  await page.waitForFunction((one) => document.getElementById(one)?.naturalWidth > 0, id);
}

for (const locale of ["en-GB", "de-DE"]) {
  s.test(`a portal's logo and policies stand on the way in, in ${locale}`, async ({ open, server }) => {
    const client = await addClient(server, `Permits ${locale}`, {
      logo_uri: `${s.beside.url}/logo-${locale}.png`, authorization_details_types: ["record_access"] });
    const page = await open({ locale, viewport: { width: 320, height: 900 } });
    const details = [{ type: "record_access", actions: ["read"], datatypes: ["tax"] }];
    await page.goto(authorizeUrl(server, client, { authorization_details: JSON.stringify(details) }));
    await waitForLogo(page, "portal-logo");
    await checkPage(page);
    await picture(page, `sign-in-${locale}`);
    assert.equal(await page.locator("#portal-policy").getAttribute("href"), "https://northport.example/privacy");
    assert.equal(await page.locator("#portal-tos").getAttribute("href"), "https://northport.example/terms");
    await signIn(page, server.person({ kind: "citizen", index: locale === "en-GB" ? 0 : 1 }));
    await checkPage(page);
    await waitForLogo(page, "consent-logo");
    await picture(page, `consent-${locale}`);
    await submit(page, "form#consent");
    assert.ok((await answerOf(page)).code);
    const asked = s.beside.seen.filter((one) => one.path === `/logo-${locale}.png`);
    assert.equal(asked.length, 1, "once, and by the server: no browser tells the portal who looks at a page");
    assert.doesNotMatch(asked[0].agent, /Chrom/);
  });
}

s.test("who is not known well enough reads so and goes back to the portal", async ({ open, server }) => {
  const client = await addClient(server, "Passport office", { minimum_ial: "ial3" });
  const page = await open();
  await page.goto(authorizeUrl(server, client));
  await signIn(page, server.person({ kind: "citizen", index: 2 }));
  await page.locator("#identity-title").waitFor();
  await checkPage(page);
  await picture(page, "identity");
  assert.match(await page.locator("main").innerText(), /Passport office/);
  await page.click("#identity-back");
  const answer = await answerOf(page);
  assert.equal(answer.error, "access_denied");
  assert.match(answer.error_description, /identity/);
  await page.goto(authorizeUrl(server, client, { prompt: "none" }));
  assert.equal((await answerOf(page)).error, "access_denied");
});

s.test("what was approved in detail is shown and withdrawn", async ({ open, server }) => {
  const client = await addClient(server, "Tax records", { authorization_details_types: ["record_access"],
    token_endpoint_auth_method: "client_secret_post" });
  const page = await open();
  const details = [{ type: "record_access", actions: ["read"], datatypes: ["tax"] }];
  await page.goto(authorizeUrl(server, client, { authorization_details: JSON.stringify(details) }));
  await signIn(page, server.person({ kind: "citizen", index: 3 }));
  await consentIfAsked(page, { look: true });
  const { code } = await answerOf(page);
  const answer = await page.request.post(`${server.url}/oauth2/token`, { form: { grant_type: "authorization_code", code,
    redirect_uri: client.redirect_uris[0], client_id: client.client_id, client_secret: client.client_secret } });
  const tokens = await answer.json();
  assert.deepEqual(tokens.authorization_details, details);
  const isActive = async () => (await (await page.request.post(`${server.url}/oauth2/introspect`, { form: {
    token: tokens.access_token, client_id: client.client_id, client_secret: client.client_secret } })).json()).active;
  assert.equal(await isActive(), true);
  await page.goto("/account/portals");
  await checkPage(page);
  await picture(page, "portals");
  const approval = page.locator('[id^="approval-"]');
  assert.match(await approval.innerText(), /read/);
  await approval.locator("button").click();
  await page.waitForURL("**/account/portals?done=withdrawn");
  await checkPage(page);
  assert.equal(await page.locator('[id^="approval-"]').count(), 0);
  assert.equal(await isActive(), false);
});

s.test("administration fills in what a client is and may do beside redirects", async ({ open, server }) => {
  const client = await addClient(server, "Register of permits");
  const page = await s.openAs(open, server.person({ role: "client_admin" }), "/admin/clients");
  await page.goto(`/admin/clients/${client.client_id}/registration`);
  await checkPage(page);
  await page.locator("#minimum_ial").selectOption("ial2");
  await page.locator("#served_audiences").fill("https://register.northport.example/");
  await page.locator("#backchannel_token_delivery_mode").selectOption("poll");
  await page.locator("#may_act").fill("not a client");
  await page.click("#client-save");
  await checkPage(page);
  await picture(page, "form-errors");
  for (const field of ["may_act", "backchannel_token_delivery_mode"])
    assert.equal(await page.locator(`#${field}-error`).count(), 1, field);
  await page.locator("#may_act").fill(client.client_id);
  await page.locator('input[name="grant_types"][value="urn:openid:params:grant-type:ciba"]').check();
  await page.click("#client-save");
  await page.waitForURL(`**/admin/clients/${client.client_id}?done=changed`);
  await checkPage(page);
  await picture(page, "client");
  assert.match(await page.locator("main").innerText(), /https:\/\/register\.northport\.example\/[\s\S]*ial2/);
  const { registration } = await admin(server, "GET", `/clients/${client.client_id}`);
  assert.equal(registration.minimum_ial, "ial2");
  assert.deepEqual(registration.served_audiences, ["https://register.northport.example/"]);
  assert.equal(registration.backchannel_token_delivery_mode, "poll");
  assert.deepEqual(registration.may_act, [client.client_id]);
});
