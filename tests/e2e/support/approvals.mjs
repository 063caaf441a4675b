// What the suites about four eyes do: people who ask, and approvers with a passkey of their own.
import { addAuthenticator } from "./authenticator.mjs";
import { fill } from "./enrolment.mjs";
import { create, kAdd } from "./passkeys.mjs";
import { signIn } from "./people.mjs";

const states = new Map();
export const pathOf = (where) => new URL(where.url()).pathname; // of a page or a request
export const cookiesOf = (login) => states.get(login).cookies;

// An approver at the list of what waits, with a passkey of their own; the key goes from page to page.
export async function approver(open, server, login) {
  const page = await open({ storageState: states.get(login)?.cookies });
  const authenticator = await addAuthenticator(page);
  if (states.has(login)) {
    for (const key of states.get(login).keys) await authenticator.add(key);
    await page.goto("/admin/approvals");
  } else {
    await page.goto(kAdd);
    await signIn(page, server.person({ login }));
    await page.waitForURL(`**${kAdd}`);
    await create(page, "Key");
  }
  const save = async () => states.set(login, { cookies: await page.context().storageState(), keys: await authenticator.keys() });
  await save();
  return { page, authenticator, save };
}

// Asks for the role; the page that follows is the request's.
export async function ask(s, open, server, login) {
  const ron = await s.openAs(open, server.person({ role: "role_admin" }), "/admin/role-grants");
  await ron.goto("/admin/role-grants");
  await fill(ron, "form#create-grant", { login, role: "data_steward", reason: "covers a colleague" });
  await ron.locator('form#create-grant [name="unit"]').selectOption({ index: 0 });
  await ron.locator("form#create-grant button").click();
  await ron.waitForURL("**/admin/approvals/*?done=sent");
  return { ron, path: pathOf(ron) };
}

export const status = (page) => page.locator("#approval-status").innerText();

export async function press(page, button) {
  await page.click(button);
  await page.waitForURL("**/admin/approvals/*?done=decided");
}
