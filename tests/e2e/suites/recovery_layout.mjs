// The pages of recovery look as they did: boxes against stored references, on a phone and on a screen; axe on each.
import { album } from "../support/album.mjs";
import { mailedCode } from "../support/recovery.mjs";
import { suite } from "../support/suite.mjs";
import { nextCode } from "../support/totp.mjs";

const s = suite("recovery_layout");

s.test("every page of recovery is drawn as its reference", async ({ open, server }) => {
  const { look, close } = album("recover");
  const person = server.person({ kind: "citizen", index: 0 });
  const page = await open();
  const begin = async () => {
    await page.goto("/recover");
    await page.locator("#username").fill(person.login);
    await page.click("#recover-start");
    await page.locator("#code").waitFor();
  };
  const prove = async (value) => {
    await page.locator("#code").fill(value);
    await page.click("#recover-prove-continue");
    await page.waitForLoadState();
  };
  await page.goto("/recover");
  await look(page, "start", "#recover-start");
  await page.click("#recover-start");
  await look(page, "start-refused", ".govuk-error-summary");
  await begin();
  await look(page, "prove-mail", "#recover-prove");
  await prove("AAAA-AAAA-AA");
  await look(page, "prove-refused", ".govuk-error-summary");
  for (const way of ["saved_code", "contact_code"]) {
    await page.click(`#way-${way}`);
    await look(page, `prove-${way}`, "#code");
  }
  await page.click("#way-mail_code");
  await page.locator("#code").waitFor();
  await prove(await mailedCode(server, person.login));
  await look(page, "prove-second", "#recover-given");
  await page.click("#way-password");
  await look(page, "prove-password", "#code");
  await prove(person.password);
  await look(page, "enough-waits", "#recover-enough");
  await page.click("#recover-begin");
  await look(page, "begun", "#recovery-secret");
  await page.goto("/recover/continue");
  await look(page, "continue", "#recover-continue-go");
  const mail = await server.mail(person.login, { matching: /\/recover\/cancel\?/ });
  await page.goto(/https:\S+\/recover\/cancel\?\S+/.exec(mail)[0]);
  await look(page, "cancel", "#recover-confirm-yes");
  await page.click("#recover-confirm-yes");
  await look(page, "cancelled", "#recover-message");

  await begin();
  await prove(await mailedCode(server, person.login));
  await page.click("#way-totp");
  await page.locator("#code").waitFor();
  await prove(await nextCode(person.totp_secret));
  await look(page, "enough-at-once", "#recover-enough");
  await page.click("#recover-begin");
  await look(page, "new-password", "#new");
  await page.locator("#new").fill("short");
  await page.click("#recover-save");
  await look(page, "new-password-refused", ".govuk-error-summary");
  await page.locator("#new").fill("a quiet blue boat");
  await page.click("#recover-save");
  await look(page, "done", "#recover-message");
  await close();
});
