// A development server of its own for a suite: built binary, private folder, free port.
import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const kRoot = fileURLToPath(new URL("../../..", import.meta.url));
const kBinary = process.env.TESSERA_BINARY ?? path.join(kRoot, "build/release/tessera");
export const kArtifacts = process.env.TESSERA_E2E_ARTIFACTS ?? path.join(kRoot, "build/e2e");
const kStartLimit = 120_000;
const kStopLimit = 20_000;

async function isFree(port) {
  const probe = createServer();
  const free = await new Promise((resolve) => probe.once("error", () => resolve(false)).listen(port, "localhost", () => resolve(true)));
  if (free) await new Promise((resolve) => probe.close(resolve));
  return free;
}

// Below the ports that outgoing connections take while a server starts; `tessera dev` listens on the two after it as well.
export async function freePort() {
  for (;;) {
    const port = 20_000 + 3 * Math.floor(Math.random() * 4_000);
    if ((await Promise.all([0, 1, 2].map((more) => isFree(port + more)))).every(Boolean)) return port;
  }
}

export class Server {
  constructor(name, people) {
    this.name = name;
    this.people = people;
    this.tail = [];
  }

  // The folder is kept from one start to the next of the same object.
  async start({ clockOffset = 0 } = {}) {
    await mkdir(kArtifacts, { recursive: true });
    if (!this.data) {
      const parent = await mkdtemp(path.join(tmpdir(), "tessera-e2e-"));
      await chmod(parent, 0o755); // the server runs as another user if we are root
      this.parent = parent;
      this.data = path.join(parent, "data");
      this.port = await freePort();
    }
    this.clockOffset = clockOffset;
    const flags = ["dev", "--data", this.data, "--listen", `localhost:${this.port}`];
    this.child = spawn(kBinary, [...flags, "--people", String(this.people)], {
      env: { ...process.env, ...(clockOffset ? { TESSERA_DEV_CLOCK_OFFSET: String(clockOffset) } : {}) },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.exited = new Promise((resolve) => this.child.once("exit", (code, signal) => resolve({ code, signal })));
    const log = createWriteStream(path.join(kArtifacts, `${this.name}.server.log`), { flags: "a" });
    const note = (chunk) => {
      log.write(chunk);
      this.tail.push(...String(chunk).split("\n").filter(Boolean));
      this.tail.splice(0, Math.max(0, this.tail.length - 60));
    };
    this.child.stderr.on("data", note);
    await this.#ready(note);
    this.demo = JSON.parse(await readFile(path.join(this.data, "demo.json"), "utf8"));
    this.url = this.demo.issuer;
    return this;
  }

  #ready(note) {
    return new Promise((resolve, reject) => {
      let seen = "";
      const timer = setTimeout(() => reject(new Error(`not ready in time:\n${this.tail.join("\n")}`)), kStartLimit);
      this.child.stdout.on("data", (chunk) => {
        note(chunk);
        seen += chunk;
        if (!/^tessera: ready https:\/\//m.test(seen)) return;
        clearTimeout(timer);
        resolve();
      });
      this.exited.then(({ code, signal }) => {
        clearTimeout(timer);
        reject(new Error(`ended with ${code ?? signal} before it was ready:\n${this.tail.join("\n")}`));
      });
      this.child.once("error", reject);
    });
  }

  async stop() {
    if (!this.child || this.child.exitCode !== null) return;
    this.child.kill("SIGTERM");
    const timer = setTimeout(() => this.child.kill("SIGKILL"), kStopLimit);
    await this.exited;
    clearTimeout(timer);
  }

  async restart(options) {
    await this.stop();
    return this.start(options);
  }

  async remove() {
    await this.stop();
    if (this.parent) await rm(this.parent, { recursive: true, force: true });
  }

  // The last lines of what the server printed and logged.
  async lastLines(count = 25) {
    const folder = path.join(this.data, "log");
    const lines = [...this.tail];
    for (const name of await readdir(folder).catch(() => [])) {
      const text = await readFile(path.join(folder, name), "utf8").catch(() => "");
      const told = text.split("\n").filter((line) => line && !line.includes('"uri":"/assets/') && !line.includes("audit.head"));
      lines.push(...told.slice(-count));
      await writeFile(path.join(kArtifacts, `${this.name}.${name}`), text);
    }
    return lines.slice(-count);
  }

  // A demo person by kind and role, or by name: person({ role: "registrar" }), person({ login: "ava" }).
  person({ kind, role, login, index = 0 } = {}) {
    const found = this.demo.people.filter(
      (one) => (!kind || one.kind === kind) && (!login || one.login === login) && (role === undefined || one.roles.some((name) => name === role)),
    );
    if (!found[index]) throw new Error(`no demo person with ${JSON.stringify({ kind, role, login, index })}`);
    return found[index];
  }

  // The newest mail to an address, as text; waits for it.
  async mail(to, { matching = /./, within = 10_000 } = {}) {
    const until = Date.now() + within;
    for (;;) {
      for (const text of await this.#mails()) {
        if (text.includes(to) && matching.test(text)) return text;
      }
      if (Date.now() > until) throw new Error(`no mail to ${to} matching ${matching}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  async #mails() {
    const names = await readdir(this.demo.outbox).catch(() => []);
    const mails = names.filter((name) => name.endsWith(".eml")).sort().reverse();
    return Promise.all(mails.map(async (name) => decodeMail(await readFile(path.join(this.demo.outbox, name), "utf8"))));
  }
}

// Headers and decoded body as one text.
function decodeMail(raw) {
  const [head, ...rest] = raw.replaceAll("\r", "").split("\n\n");
  const body = rest.join("\n\n");
  if (/content-transfer-encoding:\s*base64/i.test(head)) return `${head}\n\n${Buffer.from(body, "base64")}`;
  if (!/content-transfer-encoding:\s*quoted-printable/i.test(head)) return raw.replaceAll("\r", "");
  const bytes = body.replace(/=\n/g, "").replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return `${head}\n\n${Buffer.from(bytes, "latin1")}`;
}
