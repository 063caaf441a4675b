// Starts the portals: Node's, Python's and Apache's. Each needs a redirect_uri that a demo client has.
import { spawn } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const kPortal = fileURLToPath(new URL("../portal/portal.mjs", import.meta.url));
const kPythonPortal = fileURLToPath(new URL("../portal/portal.py", import.meta.url));
const kPython = "/usr/bin/python3"; // Debian's, which has the packages
const kApache = "/usr/sbin/apache2";

// A confidential demo client with a redirect_uri on this machine whose path matches.
export function clientFor(server, pathPattern, port) {
  for (const client of server.demo.clients) {
    if (!client.client_secret) continue;
    const uri = client.redirect_uris.find((one) => {
      const { protocol, hostname, pathname, port: itsPort } = new URL(one);
      const here = protocol === "http:" && /^(localhost|127\.0\.0\.1)$/.test(hostname);
      return here && pathPattern.test(pathname) && (!port || itsPort === String(port));
    });
    if (uri) return { ...client, redirect_uri: uri };
  }
  throw new Error(`demo.json has no confidential client with an http://localhost redirect_uri matching ${pathPattern}`);
}

function ended(child) {
  return new Promise((resolve) => (child.exitCode !== null ? resolve() : child.once("exit", resolve)));
}

async function until(child, ready, what) {
  let seen = "";
  await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${what} is not ready:\n${seen}`)), 15_000);
    const note = async (chunk) => {
      seen += chunk ?? "";
      if (await ready(seen)) {
        clearTimeout(timer);
        resolve();
      }
    };
    child.stdout.on("data", note);
    child.stderr.on("data", note);
    const poll = setInterval(() => note(""), 100);
    child.once("exit", () => reject(new Error(`${what} ended:\n${seen}`)));
    timer.unref();
    poll.unref();
  });
}

function startProcess(server, { what, command, environment, scope, client }) {
  const child = spawn(command[0], command.slice(1), {
    env: {
      ...process.env,
      ...environment,
      ISSUER: server.demo.issuer,
      CLIENT_ID: client.client_id,
      CLIENT_SECRET: client.client_secret,
      REDIRECT_URI: client.redirect_uri,
      ...(scope ? { SCOPE: scope } : {}),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return until(child, (seen) => seen.includes("portal: ready"), what).then(() => ({
    client,
    url: new URL(client.redirect_uri).origin,
    async stop() {
      child.kill("SIGTERM");
      await ended(child);
    },
  }));
}

// client: {client_id, client_secret, redirect_uri}; a demo client by default.
export function startPortal(server, { scope, client = clientFor(server, /callback/) } = {}) {
  const environment = { NODE_EXTRA_CA_CERTS: server.demo.ca_file };
  return startProcess(server, { what: "the Node portal", command: [process.execPath, kPortal], environment, scope, client });
}

export function startPythonPortal(server) {
  const environment = { REQUESTS_CA_BUNDLE: server.demo.ca_file };
  const client = clientFor(server, /callback/);
  return startProcess(server, { what: "the Python portal", command: [kPython, kPythonPortal], environment, client });
}

function apacheConfig({ folder, client, issuer, caFile, passphrase }) {
  const uri = new URL(client.redirect_uri);
  const guarded = uri.pathname.slice(0, uri.pathname.lastIndexOf("/")) || "/";
  const asRoot = process.getuid() === 0 ? "User www-data\nGroup www-data\n" : "";
  return `ServerRoot ${folder}
PidFile ${folder}/pid
ErrorLog ${folder}/error.log
LogLevel warn auth_openidc:info
Mutex file:${folder}
DefaultRuntimeDir ${folder}
Listen ${uri.hostname === "localhost" ? "127.0.0.1" : uri.hostname}:${uri.port}
ServerName ${uri.host}
${["mpm_event", "authn_core", "authz_core", "authz_user", "dir", "mime", "env", "headers", "auth_openidc"]
    .map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join("\n")}
${asRoot}TypesConfig /etc/mime.types
DocumentRoot ${folder}/site
DirectoryIndex index.html
OIDCProviderMetadataURL ${issuer}/.well-known/openid-configuration
OIDCClientID ${client.client_id}
OIDCClientSecret ${client.client_secret}
OIDCRedirectURI ${client.redirect_uri}
OIDCCryptoPassphrase ${passphrase}
OIDCSSLValidateServer On
OIDCOAuthSSLValidateServer On
OIDCCABundlePath ${caFile}
OIDCResponseType code
OIDCPKCEMethod S256
OIDCScope "openid profile email"
OIDCRemoteUserClaim sub
OIDCPassClaimsAs environment
OIDCCacheShmMax 100
<Location ${guarded}>
  AuthType openid-connect
  Require valid-user
  Header always set X-Remote-User "expr=%{REMOTE_USER}"
  Header always set X-Claim-Iss "expr=%{env:OIDC_CLAIM_iss}"
  Header always set X-Claim-Name "expr=%{env:OIDC_CLAIM_name}"
</Location>
<Location /open>
  Require all granted
</Location>
`;
}

// Apache from Debian's packages, with a configuration of its own; no system service is touched.
export async function startApache(server) {
  const client = clientFor(server, /redirect_uri/);
  const folder = await mkdtemp(path.join(tmpdir(), "tessera-apache-"));
  await chmod(folder, 0o755);
  const uri = new URL(client.redirect_uri);
  const guarded = uri.pathname.slice(0, uri.pathname.lastIndexOf("/")) || "/";
  await mkdir(path.join(folder, "site", guarded), { recursive: true });
  await mkdir(path.join(folder, "site", "open"), { recursive: true });
  const page = (title) => `<!DOCTYPE html><html lang="en"><title>${title}</title><h1>${title}</h1></html>`;
  await writeFile(path.join(folder, "site", guarded, "index.html"), page("Guarded by Apache"));
  await writeFile(path.join(folder, "site", "open", "index.html"), page("Open to all"));
  // The folder of tessera is private, so Apache gets a copy of the CA's certificate.
  const caFile = path.join(folder, "ca.crt");
  await writeFile(caFile, await readFile(server.demo.ca_file));
  const config = path.join(folder, "httpd.conf");
  const passphrase = crypto.randomUUID();
  await writeFile(config, apacheConfig({ folder, client, issuer: server.demo.issuer, caFile, passphrase }));
  const child = spawn(kApache, ["-d", folder, "-f", config, "-DFOREGROUND"], { stdio: ["ignore", "pipe", "pipe"] });
  const errorLog = () => readFile(path.join(folder, "error.log"), "utf8").catch(() => "");
  await until(child, () => fetch(`${uri.origin}/open/`).then((answer) => answer.ok, () => false), "Apache").catch(
    async (error) => {
      throw new Error(`${error.message}\n${await errorLog()}`);
    },
  );
  return {
    client,
    guarded: new URL(`${guarded.replace(/\/$/, "")}/`, uri).href,
    errorLog,
    async stop() {
      child.kill("SIGTERM");
      await ended(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
