// Chromium for a suite, accessibility checks, and what is kept of a failure.
import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";

import { chromium } from "playwright-core";

import { kArtifacts } from "./server.mjs";

const axeSource = createRequire(import.meta.url)("axe-core").source;
const kTags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
// Text of a page that looks like a text id: a text that no catalogue has.
const kTextId = /(?<![\w./@:-])[a-z][a-z_]*(?:\.[a-z0-9_]+)+(?![\w./@:-])/g;

export async function launch() {
  return chromium.launch({
    executablePath: process.env.TESSERA_CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync"],
  });
}

// A browser of one person: own cookies.
export async function newPerson(browser, server, options = {}) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: "en-GB", baseURL: server.url, ...options });
  context.setDefaultTimeout(20_000);
  return watchPolicy(await context.newPage());
}

// Notes what the browser refused for the sake of the content security policy.
export function watchPolicy(page) {
  page.policyBreaches = [];
  page.on("console", (message) => {
    if (/content security policy|refused to/i.test(message.text())) page.policyBreaches.push(message.text());
  });
  return page;
}

// WCAG 2.2 AA by axe-core, one document language and title, no text id left where a text should be.
export async function checkPage(page) {
  await page.evaluate(axeSource);
  const result = await page.evaluate((tags) => globalThis.axe.run(document, { runOnly: tags }), kTags);
  const problems = result.violations.map(
    (one) => `${one.id}: ${one.help}\n    ${one.nodes.map((node) => node.html).slice(0, 3).join("\n    ")}`,
  );
  const { lang, title, text } = await page.evaluate(() => {
    // Admin pages show ids themselves: names of permissions, types of events.
    const body = document.body.cloneNode(true);
    const ids = location.pathname.startsWith("/admin") ? "td, dd, .govuk-checkboxes__label, option, " : "";
    for (const one of body.querySelectorAll(`${ids}script, select[name=zoneinfo]`)) one.remove();
    return { lang: document.documentElement.lang, title: document.title, text: body.textContent };
  });
  if (!lang) problems.push("no document language");
  if (!title) problems.push("no title");
  const ids = `${title}\n${text}`.match(kTextId)?.filter((id) => !/\.(example|gov|test|local|org|com|eml|json|pem|jpg|png|pdf)$/.test(id));
  if (ids?.length) problems.push(`text ids instead of texts: ${ids.join(", ")}`);
  problems.push(...page.policyBreaches);
  if (problems.length) throw new Error(`${page.url()}:\n  ${problems.join("\n  ")}`);
}

// Runs steps of a test; on failure keeps a screenshot, the HTML and the server's last lines.
export async function withEvidence(name, server, pages, steps) {
  try {
    return await steps();
  } catch (error) {
    await mkdir(kArtifacts, { recursive: true });
    let number = 0;
    for (const page of typeof pages === "function" ? pages() : pages) {
      number += 1;
      const stem = path.join(kArtifacts, `${server.name}-${name.replace(/\W+/g, "-")}-${number}`);
      await page.screenshot({ path: `${stem}.png`, fullPage: true }).catch(() => {});
      await writeFile(`${stem}.html`, `<!-- ${page.url()} -->\n${await page.content().catch(() => "")}`).catch(() => {});
    }
    error.message += `\nserver, last lines:\n  ${(await server.lastLines()).join("\n  ")}\nkept in ${kArtifacts}`;
    throw error;
  }
}
