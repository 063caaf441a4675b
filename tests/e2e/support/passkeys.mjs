// What the suites about passkeys do with them.
import { addAuthenticator } from "./authenticator.mjs";
import { signIn } from "./people.mjs";

export const kAdd = "/account/authenticators/passkey";

// Signed in with password and code, at the page where a passkey is added.
export async function atAdd(open, server, index, options) {
  const person = server.person({ kind: "citizen", index });
  const page = await open();
  const authenticator = await addAuthenticator(page, options);
  await page.goto(kAdd);
  await signIn(page, person);
  await page.waitForURL(`**${kAdd}`);
  return { page, person, authenticator };
}

export async function create(page, name) {
  await page.goto(kAdd);
  await page.fill("#label", name);
  await page.click("#passkey-create");
  await page.waitForURL("**/account/authenticators?done=*");
}

// Whoever has a passkey gives it before the ways to sign in change; then the page is there.
export async function giveKey(page, path) {
  await page.waitForURL("**/sign-in?*");
  await page.click("#passkey-continue");
  await page.waitForURL(`**${path}`);
}

// Another browser with the same keys in its authenticator; `change` is what it does to them before.
export async function withKeys(open, keys, options, change = (key) => key) {
  const page = await open();
  const authenticator = await addAuthenticator(page, options);
  for (const key of keys) await authenticator.add(change(structuredClone(key)));
  return { page, authenticator };
}
