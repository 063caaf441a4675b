// Starts the components of GOV.UK Frontend. Every page works without it.
import { initAll } from "./govuk-frontend.min.js";

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
