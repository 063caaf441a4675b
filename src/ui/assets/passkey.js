// Passkeys and security keys (WebAuthn 5.1). A form with data-passkey holds the options; what the
// authenticator says goes back in its field "response". Nothing is decided here.
const toBytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const toText = (buffer) =>
  btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const withBytes = (list = []) => list.map((each) => ({ ...each, id: toBytes(each.id) }));

function readOptions(form) {
  const options = JSON.parse(form.dataset.options);
  options.challenge = toBytes(options.challenge);
  if (options.user) options.user.id = toBytes(options.user.id);
  if (options.excludeCredentials) options.excludeCredentials = withBytes(options.excludeCredentials);
  if (options.allowCredentials) options.allowCredentials = withBytes(options.allowCredentials);
  return options;
}

function toJson({ id, rawId, type, response }) {
  const out = { clientDataJSON: toText(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) out[name] = toText(response[name]);
  }
  if (response.getTransports) out.transports = response.getTransports();
  return JSON.stringify({ id, rawId: toText(rawId), type, response: out });
}

function send(form, credential) {
  form.elements.response.value = toJson(credential);
  form.submit();
}

const showFailure = (form) => form.querySelector("[role=status]")?.removeAttribute("hidden");

let waiting = null; // for the field of the user name, until a button is pressed

async function offerInField(form) {
  const field = document.querySelector("input[autocomplete~=webauthn]");
  if (!field || !(await window.PublicKeyCredential?.isConditionalMediationAvailable?.())) return;
  waiting = new AbortController();
  try {
    const publicKey = readOptions(form);
    send(form, await navigator.credentials.get({ publicKey, mediation: "conditional", signal: waiting.signal }));
  } catch (error) {
    if (error.name !== "AbortError") showFailure(form);
  }
}

async function ask(form) {
  waiting?.abort();
  try {
    const publicKey = readOptions(form);
    const create = form.dataset.passkey === "create";
    send(form, await (create ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey })));
  } catch {
    showFailure(form);
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(form);
  });
  if (form.dataset.passkey === "get") offerInField(form);
}
