// One suite: one server, one browser, node:test around them.
import { after, before, test } from "node:test";

import { launch, newPerson, withEvidence } from "./browser.mjs";
import { Server } from "./server.mjs";

export function suite(name, { people = 5 } = {}) {
  const state = { server: new Server(name, people), browser: null };
  before(async () => {
    [state.browser] = await Promise.all([launch(), state.server.start()]);
  });
  after(async () => {
    await state.browser?.close();
    await state.server.remove();
  });

  // steps get open(): a page with cookies of its own.
  state.test = (title, steps, options = {}) =>
    test(title, options, async () => {
      const pages = [];
      const open = async (context) => {
        const page = await newPerson(state.browser, state.server, context);
        pages.push(page);
        return page;
      };
      try {
        await withEvidence(title, state.server, () => pages, () => steps({ open, server: state.server }));
      } finally {
        for (const page of pages) await page.context().close().catch(() => {});
      }
    });
  return state;
}
