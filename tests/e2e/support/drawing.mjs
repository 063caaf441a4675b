// How a page is laid out, compared with how it was when somebody looked at it: boxes of what has a name or takes input, in
// document order. Not pixels, which differ with every font; a shift, a lost button or a wrapped column is seen.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const kFolder = fileURLToPath(new URL("../references/", import.meta.url));
const kWidths = [320, 1280];
const kHeight = 900;
const kSlack = { x: 16, gap: 40, width: 24, height: 40 }; // a line more or less is no other drawing
const kUpdate = process.env.TESSERA_E2E_UPDATE === "1";

// [name, x, distance to the one before, width, height] of each; names without ids of this database.
export async function draw(page) {
  return page.evaluate(() => {
    const boxes = [];
    const seen = new Map();
    let before = 0;
    for (const one of document.querySelectorAll("[id], h1, h2, a, button, input, select, textarea, label, table, img, svg")) {
      const box = one.getBoundingClientRect();
      if (box.width === 0 || box.height === 0 || one.closest("noscript") || one.parentElement.closest("svg")) continue;
      const id = one.id.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "*");
      const plain = `${one.tagName.toLowerCase()}${id ? `#${id}` : ""}`;
      const count = (seen.get(plain) ?? 0) + 1;
      seen.set(plain, count);
      const top = Math.round(box.top + scrollY);
      boxes.push([count > 1 ? `${plain}:${count}` : plain, Math.round(box.left), top - before, Math.round(box.width), Math.round(box.height)]);
      before = top;
    }
    return boxes;
  });
}

// What differs by more than the slack, as sentences.
export function differences(now, reference) {
  const found = [];
  const names = (boxes) => boxes.map(([name]) => name);
  const [mine, theirs] = [new Set(names(now)), new Set(names(reference))];
  for (const name of theirs) if (!mine.has(name)) found.push(`${name} is gone`);
  for (const name of mine) if (!theirs.has(name)) found.push(`${name} is new`);
  if (found.length) return found;
  if (names(now).join() !== names(reference).join()) return ["another order"];
  now.forEach(([name, ...values], i) => {
    Object.entries(kSlack).forEach(([what, slack], column) => {
      const was = reference[i][column + 1];
      if (Math.abs(values[column] - was) > slack) found.push(`${name}: ${what} ${values[column]} instead of ${was}`);
    });
  });
  return found;
}

// A set of pages with one file of references. TESSERA_E2E_UPDATE=1 writes it anew, after somebody looked.
export class Drawings {
  constructor(name) {
    this.file = `${kFolder}${name}.json`;
  }

  async check(page, name) {
    this.kept ??= kUpdate ? {} : JSON.parse(await readFile(this.file, "utf8"));
    const found = [];
    for (const width of kWidths) {
      await page.setViewportSize({ width, height: kHeight });
      const now = await draw(page);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wide > 0) found.push(`${width}: ${wide} px wider than the screen`);
      const key = `${name}@${width}`;
      if (kUpdate) this.kept[key] = now;
      else found.push(...differences(now, this.kept[key] ?? []).map((text) => `${width}: ${text}`));
    }
    if (found.length) throw new Error(`${name} is drawn differently:\n  ${found.join("\n  ")}`);
  }

  async keep() {
    if (!kUpdate) return;
    const pages = Object.entries(this.kept).map(
      ([key, boxes]) => `  ${JSON.stringify(key)}: [\n${boxes.map((box) => `    ${JSON.stringify(box)}`).join(",\n")}\n  ]`,
    );
    await writeFile(this.file, `{\n${pages.join(",\n")}\n}\n`);
  }
}
