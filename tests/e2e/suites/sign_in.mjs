// The pages that everyone meets: start, sign-in, errors; with and without JavaScript, in every language.
import assert from "node:assert/strict";

import { checkPage } from "../support/browser.mjs";
import { atSignIn, enterCode, enterPassword, signIn } from "../support/people.mjs";
import { suite } from "../support/suite.mjs";

const s = suite("sign_in");

s.test("a citizen signs in with password and code", async ({ open, server }) => {
  const page = await open();
  await page.goto("/");
  await checkPage(page);
  await page.click("#start-sign-in");
  await signIn(page, server.person({ kind: "citizen" }), { look: true });
  assert.equal(new URL(page.url()).pathname, "/account");
  await checkPage(page);
});

s.test("the same without JavaScript", async ({ open, server }) => {
  const page = await open({ javaScriptEnabled: false });
  await page.goto("/account");
  await signIn(page, server.person({ kind: "citizen", index: 1 }));
  assert.equal(new URL(page.url()).pathname, "/account");
  assert.match(await page.locator("h1").innerText(), /\S/);
});

s.test("a wrong password and an unknown name look the same", async ({ open, server }) => {
  const person = server.person({ kind: "citizen" });
  const seen = [];
  for (const login of [person.login, "nobody.at.all@demo.example"]) {
    const page = await open();
    await page.goto("/account");
    await enterPassword(page, { login, password: "wrong horse battery staple" });
    await page.locator("#error-summary, .govuk-error-summary").waitFor();
    await checkPage(page);
    assert.match(await page.title(), /^Error: /);
    assert.equal(await page.locator('[autocomplete~="current-password"]').inputValue(), "");
    seen.push(await page.locator("main").innerText());
  }
  assert.equal(seen[0].replaceAll(person.login, ""), seen[1].replaceAll("nobody.at.all@demo.example", ""));
});

s.test("a wrong code is told and can be mended", async ({ open, server }) => {
  const person = server.person({ kind: "citizen" });
  const page = await open();
  await page.goto("/account");
  await enterPassword(page, person);
  await enterCode(page, { totp_secret: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" });
  await page.locator(".govuk-error-summary").waitFor();
  await checkPage(page);
  await enterCode(page, person);
  await page.waitForURL("**/account");
});

s.test("every language, also the long and the mirrored one", async ({ open }) => {
  const page = await open();
  for (const [locale, direction] of [["de", "ltr"], ["en-XA", "ltr"], ["ar-XB", "rtl"]]) {
    await page.goto("/");
    await page.click(`#languages a[hreflang="${locale}"]`);
    for (const path of ["/", "/account", "/enrol", "/no/such/page"]) {
      await page.goto(path);
      assert.equal(await page.locator("html").getAttribute("lang"), locale, `${path} in ${locale}`);
      assert.equal(await page.locator("html").getAttribute("dir"), direction);
      await checkPage(page);
    }
  }
});

s.test("nothing is cut on a narrow screen with long texts", async ({ open }) => {
  const page = await open({ viewport: { width: 320, height: 640 } });
  for (const locale of ["en-XA", "ar-XB"]) {
    await page.goto(`/language/${locale}?return=%2Faccount`);
    await atSignIn(page);
    for (const path of ["/", "/account", "/enrol"]) {
      await page.goto(path);
      const { wide, width } = await page.evaluate(() => ({
        wide: document.documentElement.scrollWidth,
        width: document.documentElement.clientWidth,
      }));
      assert.ok(wide <= width, `${path} in ${locale} is ${wide} wide on a screen of ${width}`);
    }
  }
});

s.test("the browser's languages are heard, a choice is remembered", async ({ open }) => {
  const page = await open({ locale: "de-AT" });
  await page.goto("/");
  assert.equal(await page.locator("html").getAttribute("lang"), "de");
  await page.click('#languages a[hreflang="en"]');
  await page.goto("/account");
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
});

s.test("an unknown page says so, names its request and leads back", async ({ open }) => {
  const page = await open();
  const answer = await page.goto("/no/such/page");
  assert.equal(answer.status(), 404);
  await checkPage(page);
  assert.match(await page.locator("#request-id").innerText(), /^[0-9a-f-]{36}$/);
  await page.click("#error-way-back");
  assert.equal(new URL(page.url()).pathname, "/");
});

s.test("pages are guarded by headers, assets are kept for ever", async ({ open }) => {
  const page = await open();
  const answer = await page.goto("/account");
  const policy = answer.headers()["content-security-policy"];
  assert.match(policy, /script-src 'self'/);
  assert.doesNotMatch(policy, /unsafe/);
  assert.match(policy, /frame-ancestors 'none'/);
  assert.match(answer.headers()["cache-control"], /no-store/);
  assert.equal(answer.headers()["referrer-policy"], "same-origin");
  const path = await page.locator('link[rel="stylesheet"]').getAttribute("href");
  const css = await page.request.get(path);
  assert.equal(css.status(), 200);
  assert.match(css.headers()["cache-control"], /immutable/);
  const again = await page.request.get(path, { headers: { "If-None-Match": css.headers().etag } });
  assert.equal(again.status(), 304);
  assert.equal((await page.request.get("/assets/0000000000000000/app.css")).status(), 404);
});

s.test("a form from elsewhere is refused", async ({ open, server }) => {
  const page = await open();
  await page.goto("/account");
  const action = (await page.locator("form#sign-in").getAttribute("action")) || page.url();
  const answer = await page.request.post(new URL(action, server.url).href, {
    form: { username: "x", password: "y" },
    headers: { Origin: "https://evil.example" },
  });
  assert.equal(answer.status(), 403);
});
