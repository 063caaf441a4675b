// Starts the components of GOV.UK Frontend. Every page works without it.
import { initAll } from "./govuk-frontend.min.js";
import "./passkey.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

// The answer to a portal that asked for form_post; without this script a button sends it.
document.querySelector("form[data-auto-submit]")?.submit();

// Front-channel logout: the browser goes on once every portal was loaded; without this script a header and the
// button do it.
const next = document.querySelector("a[data-go-on]");
if (next) {
  const go = () => window.location.replace(next.href);
  if (document.readyState === "complete") go();
  else window.addEventListener("load", go);
}

// The answer to a portal by form post (OAuth 2.0 Form Post Response Mode): the button does it otherwise.
document.querySelector("form[data-auto-submit]")?.submit();

// Work that the sign-in page asks for while logins are being guessed in bulk: SHA-256 of "challenge.number" has to
// begin with so many zero bits. A form that is sent before it is done only takes a little longer.
const work = document.querySelector("input[data-work]");
if (work && window.crypto?.subtle) {
  const zeroBits = (digest) => {
    const bytes = new Uint8Array(digest);
    let zeros = 0;
    for (const byte of bytes) {
      zeros += byte ? Math.clz32(byte) - 24 : 8;
      if (byte) break;
    }
    return zeros;
  };
  const encoder = new TextEncoder();
  const bits = Number(work.dataset.bits);
  const search = async () => {
    for (let from = 0; ; from += 256) {
      const tries = Array.from({ length: 256 }, (_, i) => `${work.dataset.work}.${from + i}`);
      const digests = await Promise.all(tries.map((each) => crypto.subtle.digest("SHA-256", encoder.encode(each))));
      const found = digests.findIndex((digest) => zeroBits(digest) >= bits);
      if (found >= 0) {
        work.value = tries[found];
        return;
      }
    }
  };
  search();
}
