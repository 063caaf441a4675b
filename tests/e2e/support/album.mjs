// Pages that are looked at one after the other: each is the one that is meant, accessible, and drawn as its reference.
import assert from "node:assert/strict";
import path from "node:path";

import { checkPage } from "./browser.mjs";
import { Drawings } from "./drawing.mjs";
import { kArtifacts } from "./server.mjs";

export function album(name) {
  const drawings = new Drawings(name);
  const wrong = [];
  const look = async (page, what, mark) => {
    await page.locator(mark).first().waitFor();
    await checkPage(page);
    await page.screenshot({ path: path.join(kArtifacts, `${name}-${what}.png`), fullPage: true });
    await drawings.check(page, what).catch((error) => wrong.push(error.message));
  };
  const close = async () => {
    await drawings.keep();
    assert.deepEqual(wrong, []);
  };
  return { look, close };
}
