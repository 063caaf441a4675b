// Starts the components of GOV.UK Frontend. Every page works without it.
import { initAll } from "./govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

// The answer to a portal that asked for form_post; without this script a button sends it.
document.querySelector("form[data-auto-submit]")?.submit();

// The answer to a portal by form post (OAuth 2.0 Form Post Response Mode): the button does it otherwise.
document.querySelector("form[data-auto-submit]")?.submit();
