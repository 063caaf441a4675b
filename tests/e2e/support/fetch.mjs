// fetch() that trusts the development CA and may show a client certificate: for client libraries that take
// their own fetch.
import { readFileSync } from "node:fs";
import https from "node:https";

export function trustingFetch({ ca, cert, key }) {
  const agent = new https.Agent({
    ca: readFileSync(ca),
    ...(cert ? { cert: readFileSync(cert), key: readFileSync(key) } : {}),
  });
  return (url, options = {}) =>
    new Promise((resolve, reject) => {
      const headers = Object.fromEntries(new Headers(options.headers).entries());
      const body = options.body === undefined || options.body === null ? "" : String(options.body);
      if (body) headers["content-length"] = Buffer.byteLength(body);
      if (options.body instanceof URLSearchParams)
        headers["content-type"] ??= "application/x-www-form-urlencoded;charset=UTF-8";
      const request = https.request(url, { agent, method: options.method ?? "GET", headers }, async (answer) => {
        const chunks = [];
        for await (const chunk of answer) chunks.push(chunk);
        const fields = new Headers();
        for (const [name, value] of Object.entries(answer.headers)) fields.set(name, String(value));
        const text = Buffer.concat(chunks);
        resolve(new Response(text.length ? text : null, { status: answer.statusCode, headers: fields }));
      });
      request.once("error", reject);
      request.end(body);
    });
}
