// A virtual authenticator of Chromium in a page (WebAuthn 11), and the keys that it holds.
const kDefaults = {
  protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true,
  isUserVerified: true, automaticPresenceSimulation: true,
};

export async function addAuthenticator(page, options = {}) {
  const client = await page.context().newCDPSession(page);
  await client.send("WebAuthn.enable", { enableUI: false });
  const { authenticatorId } = await client.send("WebAuthn.addVirtualAuthenticator", { options: { ...kDefaults, ...options } });
  const call = (name, more = {}) => client.send(`WebAuthn.${name}`, { authenticatorId, ...more });
  return {
    keys: async () => (await call("getCredentials")).credentials,
    add: (credential) => call("addCredential", { credential: { rpId: "localhost", ...credential } }), // U2F keeps none
    drop: (credential) => call("removeCredential", { credentialId: credential.credentialId }),
    verify: (isUserVerified) => call("setUserVerified", { isUserVerified }),
    touch: (enabled) => call("setAutomaticPresenceSimulation", { enabled }),
    remove: () => call("removeVirtualAuthenticator"),
  };
}
