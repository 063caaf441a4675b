// Clients that register themselves; signing out by frames, the session frame, the list of portals, and the form
// for a registration.
import assert from "node:assert/strict";
import path from "node:path";

import { checkPage } from "../support/browser.mjs";
import { admin, authorizeUrl, call, redeem, registerClient, startPages } from "../support/clients.mjs";
import { consentIfAsked, signIn } from "../support/people.mjs";
import { kArtifacts } from "../support/server.mjs";
import { suite } from "../support/suite.mjs";

const s = suite("clients", { people: 5, beside: startPages });
const picture = (page, name) => page.screenshot({ path: path.join(kArtifacts, `clients-${name}.png`), fullPage: true });

const register = (server, name, home = s.beside.url) => {
  return registerClient(server, {
    client_name: name,
    client_uri: `${home}/`,
    redirect_uris: [`${home}/${name}/cb`],
    post_logout_redirect_uris: [`${home}/${name}/bye`],
    frontchannel_logout_uri: `${home}/${name}/out`,
    token_endpoint_auth_method: "client_secret_post",
  });
};

// Through the authorization endpoint: what came back to the portal.
async function enter(page, server, client, person) {
  await page.goto(authorizeUrl(server, client));
  if (person) await signIn(page, person);
  await consentIfAsked(page);
  await page.waitForURL(`${client.redirect_uris[0]}?*`);
  return Object.fromEntries(new URL(page.url()).searchParams);
}

const silent = async (page, server, client) => {
  await page.goto(authorizeUrl(server, client, { prompt: "none" }));
  return Object.fromEntries(new URL(page.url()).searchParams);
};

for (const script of [true, false]) {
  s.test(`every portal of the session is told by a frame, ${script ? "with" : "without"} script`, async ({ open, server }) => {
    const [one, two] = [await register(server, `one${script}`), await register(server, `two${script}`)];
    const page = await open({ javaScriptEnabled: script });
    const first = await enter(page, server, one, server.person({ kind: "citizen", index: script ? 0 : 1 }));
    await redeem(server, two, (await enter(page, server, two)).code);
    const { id_token } = await redeem(server, one, first.code);
    const { sid } = JSON.parse(Buffer.from(id_token.split(".")[1], "base64url"));
    const query = new URLSearchParams({ id_token_hint: id_token, post_logout_redirect_uri: one.post_logout_redirect_uris[0], state: "a b" });
    await page.goto(`${server.url}/oauth2/logout?${query}`, { waitUntil: "commit" });
    if (!script) {
      await checkPageWithoutScript(page);
      await picture(page, "front-channel");
    }
    await page.waitForURL(`${one.post_logout_redirect_uris[0]}?*`);
    assert.equal(new URL(page.url()).searchParams.get("state"), "a b");
    for (const client of [one, two]) {
      const told = s.beside.seen.filter((visit) => visit.path === new URL(client.frontchannel_logout_uri).pathname);
      assert.deepEqual(told.map((visit) => visit.query), [{ iss: server.url, sid }]);
    }
    assert.equal((await silent(page, server, one)).error, "login_required");
  });
}

// axe needs scripts: here only what a person needs to go on.
async function checkPageWithoutScript(page) {
  await page.locator("#logout-continue").waitFor();
  assert.equal(await page.locator("iframe").count(), 2);
}

s.test("the session frame says unchanged, changed and error", async ({ open, openTab, server }) => {
  const portal = await startPages(server, { tlsOf: server });
  try {
    await askTheFrame({ open, openTab, server, portal });
  } finally {
    await portal.stop();
  }
});

async function askTheFrame({ open, openTab, server, portal }) {
  const client = await register(server, "frame", portal.url);
  const page = await open();
  const answer = await enter(page, server, client, server.person({ kind: "citizen", index: 2 }));
  assert.match(answer.session_state, /^[0-9a-f]{64}\.[\w-]+$/);
  const { check_session_iframe } = (await call(server, "GET", "/.well-known/openid-configuration")).json();
  portal.pages["/frame/rp"] = `<!DOCTYPE html><html lang="en"><title>RP</title><iframe id="op" src="${check_session_iframe}"></iframe></html>`;
  await page.goto(`${portal.url}/frame/rp`);
  const ask = (message) =>
    page.evaluate(({ message, origin }) => new Promise((resolve) => {
      addEventListener("message", (event) => event.origin === origin && resolve(event.data), { once: true });
      document.getElementById("op").contentWindow.postMessage(message, origin);
    }), { message, origin: server.url });
  const mine = `${client.client_id} ${answer.session_state}`;
  assert.equal(await ask(mine), "unchanged");
  assert.equal(await ask("nonsense"), "error");
  assert.equal(await ask(`somebody-else ${answer.session_state}`), "changed");
  const tab = await openTab(page);
  const { id_token } = await redeem(server, client, answer.code);
  await tab.goto(`${server.url}/oauth2/logout?${new URLSearchParams({ id_token_hint: id_token })}`);
  await tab.locator("#signed-out").waitFor();
  await checkPage(tab);
  assert.equal(await ask(mine), "changed");
}

s.test("portals are listed for everybody, signed and in plain words", async ({ open, server }) => {
  const page = await open();
  await page.goto("/portals");
  await checkPage(page);
  await picture(page, "portals");
  assert.match(await page.locator("main").innerText(), /Parking permits[\s\S]*City of Northport[\s\S]*to print the permit/);
  const list = await call(server, "GET", "/.well-known/portals.jwt");
  assert.equal(list.headers["content-type"], "application/jwt");
  const [header, payload] = list.text.split(".").slice(0, 2).map((part) => JSON.parse(Buffer.from(part, "base64url")));
  assert.equal(header.typ, "portal-list+jwt");
  assert.ok(payload.portals.some((portal) => portal.name === "Parking permits" && portal.owner === "City of Northport"));
  const again = await call(server, "GET", "/.well-known/portals.jwt", { headers: { "If-None-Match": list.headers.etag } });
  assert.equal(again.status, 304);
});

s.test("a registration is changed on its form, claim by claim", async ({ open, server }) => {
  const client = await register(server, "form");
  const page = await s.openAs(open, server.person({ role: "client_admin" }), "/admin/clients");
  await checkPage(page);
  await page.goto(`/admin/clients/${client.client_id}/registration`);
  await checkPage(page);
  await page.locator("#retention").fill("90 days after the decision");
  await page.locator("#contact_redress").fill("complaints@office.example");
  await page.locator("#claim_1").selectOption("email");
  await page.locator("#purpose_1").fill("to send you the decision");
  await page.locator("#basis_1").selectOption("public_task");
  await page.locator("#frontchannel_logout_uri").fill("https://elsewhere.example/out");
  await page.click("#client-save");
  await checkPage(page);
  await picture(page, "form-error");
  assert.equal(await page.locator("#frontchannel_logout_uri-error").count(), 1);
  assert.equal(await page.locator("#purpose_1").inputValue(), "to send you the decision", "nothing typed is lost");
  await page.locator("#frontchannel_logout_uri").fill(client.frontchannel_logout_uri);
  await page.click("#client-save");
  await page.waitForURL(`**/admin/clients/${client.client_id}?done=changed`);
  await checkPage(page);
  await picture(page, "client");
  const { registration } = await admin(server, "GET", `/clients/${client.client_id}`);
  assert.deepEqual(registration.claims.map((one) => one.claim), ["name", "email"]);
  assert.equal(registration.retention, "90 days after the decision");
  await page.goto(`/admin/clients/registration-tokens`);
  await checkPage(page);
  await picture(page, "tokens");
});
