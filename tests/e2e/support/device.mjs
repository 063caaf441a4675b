// A device without a keyboard: it starts the device grant (RFC 8628), shows a code, and polls for its tokens.
import { admin, call } from "./clients.mjs";

const kGrant = "urn:ietf:params:oauth:grant-type:device_code";
const kForm = { "Content-Type": "application/x-www-form-urlencoded" };

async function register(server, registration) {
  const made = await admin(server, "POST", "/clients", registration);
  await admin(server, "POST", `/clients/${made.client_id}/status`, { status: "approved", reason: "browser test" });
  return made;
}

const common = {
  owner: "City of Northport",
  contacts: ["tv@northport.example"],
  claims: [{ claim: "name", purpose: "to greet you on the screen", legal_basis: "consent" }],
};

export const registerDevice = (server, name) =>
  register(server, { ...common, name, application_type: "native", token_endpoint_auth_method: "none",
    grant_types: [kGrant, "refresh_token"], response_types: [], redirect_uris: [], scopes: ["openid", "profile", "offline_access"] });

export const registerCounter = (server, name) =>
  register(server, { ...common, name, token_endpoint_auth_method: "client_secret_post", grant_types: ["urn:openid:params:grant-type:ciba"],
    backchannel_token_delivery_mode: "poll", response_types: [], redirect_uris: [], scopes: ["openid", "profile"] });

export class Device {
  constructor(server, client) {
    this.server = server;
    this.client = client;
  }

  async #post(path, fields) {
    const secret = this.client.client_secret ? { client_secret: this.client.client_secret } : {};
    const body = new URLSearchParams({ client_id: this.client.client_id, ...secret, ...fields }).toString();
    const answer = await call(this.server, "POST", path, { body, headers: kForm });
    return answer.json();
  }

  async start(path = "/oauth2/device_authorization", fields = { scope: "openid profile offline_access" }) {
    this.shown = await this.#post(path, fields);
    return this.shown;
  }

  pollOnce() {
    const code = this.shown.auth_req_id
      ? { grant_type: "urn:openid:params:grant-type:ciba", auth_req_id: this.shown.auth_req_id }
      : { grant_type: kGrant, device_code: this.shown.device_code };
    return this.#post("/oauth2/token", code);
  }

  // As RFC 8628 3.5 says: again after the interval, five seconds later each time for slow_down.
  async poll() {
    let interval = this.shown.interval;
    for (;;) {
      const answer = await this.pollOnce();
      if (answer.error !== "authorization_pending" && answer.error !== "slow_down") return answer;
      if (answer.error === "slow_down") interval += 5;
      await new Promise((resolve) => setTimeout(resolve, interval * 1000));
    }
  }
}
