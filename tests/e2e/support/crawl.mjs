// Walks every page that a signed-in person can reach by links: accessible, with its texts, and fitting a small screen.
import assert from "node:assert/strict";

import { checkPage } from "./browser.mjs";
import { signIn } from "./people.mjs";

const kMost = 25;
const kNotFollowed = /^\/(language|assets|dev|sign-out|oauth2|api|\.well-known)(\/|$)|\/export\?/;

// One address stands for all that differ only in an id.
const kindOf = (path) => path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "*").replace(/\?.*/, "");

async function linksOf(page, origin) {
  const urls = await page.evaluate(() => [...document.querySelectorAll("a[href]")].map((link) => link.href));
  return urls.filter((url) => url.startsWith(`${origin}/`)).map((url) => url.slice(origin.length).replace(/#.*/, ""));
}

async function crawl(page, origin, starts, look) {
  const seen = new Map();
  const queue = [...starts];
  while (queue.length > 0 && seen.size < kMost) {
    const path = queue.shift();
    if (seen.has(kindOf(path)) || kNotFollowed.test(path)) continue;
    const answer = await page.goto(path);
    seen.set(kindOf(path), answer.status());
    assert.ok(answer.status() < 500, `${path} answers ${answer.status()}`);
    await look(page, path, answer.status());
    queue.push(...(await linksOf(page, origin)));
  }
  return seen;
}

// people: [name, whom of the demo people, where to begin]
export function walk(s, people) {
  for (const [name, wish, start] of people) {
    s.test(`the pages of ${name}`, async ({ open, server }) => {
      const page = await open();
      await page.goto(start);
      await signIn(page, server.person(wish), { look: true });
      const seen = await crawl(page, server.url, [start, "/account"], async (at, path, status) => {
        // A list may name a record that this role does not open; that page has to say so properly.
        assert.ok(status === 200 || status === 403, `${path}, linked to, answers ${status}`);
        await checkPage(at);
      });
      assert.ok(seen.size >= 3, `found only ${[...seen.keys()]}`);

      await page.goto(`/language/en-XA?return=${encodeURIComponent(start)}`);
      await page.setViewportSize({ width: 320, height: 640 });
      await crawl(page, server.url, [start, "/account"], async (at, path) => {
        const { wide, width } = await at.evaluate(() => ({
          wide: document.documentElement.scrollWidth,
          width: document.documentElement.clientWidth,
        }));
        assert.ok(wide <= width, `${path} is ${wide} wide on a screen of ${width}`);
      });
    });
  }
}
