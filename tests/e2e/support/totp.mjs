// One-time codes of RFC 6238 as an authenticator app makes them: SHA-1, 30 s, 6 digits.
import { createHmac } from "node:crypto";

const kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

export function fromBase32(text) {
  let bits = 0;
  let value = 0;
  const bytes = [];
  for (const char of text.toUpperCase().replace(/[\s=-]/g, "")) {
    const digit = kAlphabet.indexOf(char);
    if (digit < 0) throw new Error(`not base32: ${char}`);
    value = (value << 5) | digit;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((value >>> bits) & 255);
      value &= (1 << bits) - 1;
    }
  }
  return Buffer.from(bytes);
}

export function codeOfStep(secret, step) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", fromBase32(secret)).update(counter).digest();
  const offset = mac[19] & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

const usedSteps = new Map();

// A code is good once, so a second sign-in within 30 s takes the next step: servers allow one step of
// clock skew. A third one has to wait, as a person would.
export async function nextCode(secret, offsetSeconds = 0) {
  const now = () => Math.floor(Date.now() / 1000 + offsetSeconds);
  let step = Math.floor(now() / 30);
  const last = usedSteps.get(secret);
  if (last !== undefined && step <= last) {
    step = last + 1;
    while (Math.floor(now() / 30) + 1 < step) await new Promise((resolve) => setTimeout(resolve, 500));
  }
  usedSteps.set(secret, step);
  return codeOfStep(secret, step);
}
