// One suite: one server, one browser, node:test around them.
import { after, before, test } from "node:test";

import { launch, newPerson, watchPolicy, withEvidence } from "./browser.mjs";
import { signIn } from "./people.mjs";
import { Server } from "./server.mjs";

// clockOffset: seconds that the server's clock is ahead. beside: starts what the suite needs beside the server, and gives an object with stop().
export function suite(name, { people = 5, beside, clockOffset = 0 } = {}) {
  const state = { server: new Server(name, people), browser: null, beside: null };
  const signedIn = new Map();
  before(async () => {
    [state.browser] = await Promise.all([launch(), state.server.start({ clockOffset })]);
    state.beside = await beside?.(state.server);
  });
  after(async () => {
    await state.beside?.stop();
    await state.browser?.close();
    await state.server.remove();
  });

  // A page of somebody who signed in once for the whole suite: one-time codes are scarce.
  state.openAs = async (open, person, start) => {
    const page = await open({ storageState: signedIn.get(person.login) });
    await page.goto(start);
    if (!signedIn.has(person.login)) {
      await signIn(page, person);
      signedIn.set(person.login, await page.context().storageState());
    }
    return page;
  };

  // steps get open(): a page with cookies of its own, and openTab(page): one with the same.
  state.test = (title, steps, options = {}) =>
    test(title, options, async () => {
      const pages = [];
      const open = async (context) => {
        const page = await newPerson(state.browser, state.server, context);
        pages.push(page);
        return page;
      };
      const openTab = async (beside) => {
        const page = watchPolicy(await beside.context().newPage());
        pages.push(page);
        return page;
      };
      try {
        await withEvidence(title, state.server, () => pages, () => steps({ open, openTab, server: state.server }));
      } finally {
        for (const page of pages) await page.context().close().catch(() => {});
      }
    });
  return state;
}
