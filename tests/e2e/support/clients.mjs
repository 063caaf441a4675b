// Clients that register themselves with a token of the administration, and a portal of a few pages for them.
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer, request as httpRequest } from "node:http";
import { createServer as createTlsServer, request as httpsRequest } from "node:https";
import path from "node:path";

import { freePort } from "./server.mjs";

function send(request, options, body) {
  return new Promise((resolve, reject) => {
    const sent = request(options, (answer) => {
      let text = "";
      answer.on("data", (chunk) => (text += chunk));
      answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, text, json: () => JSON.parse(text) }));
    });
    sent.once("error", reject);
    sent.end(body);
  });
}

// The admin API over the socket of the machine.
export async function admin(server, method, target, body) {
  const text = body ? JSON.stringify(body) : undefined;
  const answer = await send(httpRequest, {
    socketPath: server.demo.admin_socket,
    method,
    path: `/api/admin/v1${target}`,
    headers: text ? { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) } : {},
  }, text);
  if (answer.status >= 300) throw new Error(`${method} ${target}: ${answer.status} ${answer.text}`);
  return answer.text ? answer.json() : {};
}

export async function call(server, method, target, { body, headers = {} } = {}) {
  const url = new URL(target, server.url);
  return send(httpsRequest, { method, hostname: url.hostname, port: url.port, path: url.pathname + url.search,
    ca: await readFile(server.demo.ca_file), headers: { ...headers, ...(body ? { "Content-Length": Buffer.byteLength(body) } : {}) } }, body);
}

export async function registerClient(server, metadata) {
  const { token } = await admin(server, "POST", "/initial-access-tokens", {
    name: "browser tests",
    expires: new Date(Date.now() + 3600_000).toISOString().replace(/\.\d+Z/, "Z"),
    template: { owner: "Test office", contacts: ["test@office.example"], scopes: ["openid", "profile"], approve: true,
      claims: [{ claim: "name", purpose: "to greet you", legal_basis: "consent" }] },
  });
  const answer = await call(server, "POST", "/oauth2/register", {
    body: JSON.stringify(metadata),
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
  });
  if (answer.status !== 201) throw new Error(`registration: ${answer.status} ${answer.text}`);
  return answer.json();
}

// A portal: it remembers which of its pages were loaded with what. tlsOf: it serves by HTTPS with the certificate of
// that server, so that both are one site to a browser that keeps cookies from frames of other sites.
export async function startPages(_, { tlsOf } = {}) {
  const port = await freePort();
  const seen = [];
  const pages = {};
  const certs = tlsOf && path.join(tlsOf.data, "certs");
  const tls = certs && { cert: await readFile(path.join(certs, "server.crt")), key: await readFile(path.join(certs, "server.key")) };
  const origin = `${tls ? "https" : "http"}://localhost:${port}`;
  const answer = (request, response) => {
    const url = new URL(request.url, origin);
    seen.push({ path: url.pathname, query: Object.fromEntries(url.searchParams) });
    response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" });
    response.end(pages[url.pathname] ?? `<!DOCTYPE html><html lang="en"><title>${url.pathname}</title><h1>${url.pathname}</h1></html>`);
  };
  const server = tls ? createTlsServer(tls, answer) : createServer(answer);
  await new Promise((resolve) => server.listen(port, "localhost", resolve));
  return { url: origin, seen, pages, stop: () => new Promise((resolve) => (server.close(resolve), server.closeAllConnections())) };
}

export function authorizeUrl(server, client, more = {}) {
  const query = new URLSearchParams({ client_id: client.client_id, redirect_uri: client.redirect_uris[0],
    response_type: "code", scope: "openid profile", state: randomUUID(), nonce: randomUUID(), ...more });
  return `${server.url}/oauth2/authorize?${query}`;
}

export async function redeem(server, client, code) {
  const answer = await call(server, "POST", "/oauth2/token", {
    body: new URLSearchParams({ grant_type: "authorization_code", code, redirect_uri: client.redirect_uris[0],
      client_id: client.client_id, client_secret: client.client_secret }).toString(),
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
  });
  if (answer.status !== 200) throw new Error(`token: ${answer.status} ${answer.text}`);
  return answer.json();
}
