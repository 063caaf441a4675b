// Every page that a citizen or an officer can reach by links is accessible, has its texts and fits.
import { walk } from "../support/crawl.mjs";
import { suite } from "../support/suite.mjs";

walk(suite("crawl"), [
  ["a citizen", { kind: "citizen" }, "/account"],
  ["a registrar", { role: "registrar" }, "/review"],
  ["a client admin", { role: "client_admin" }, "/admin"],
]);
