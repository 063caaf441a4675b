// Every page that whoever keeps or looks after access can reach by links is accessible, has its texts and fits.
import { walk } from "../support/crawl.mjs";
import { suite } from "../support/suite.mjs";

walk(suite("crawl_staff"), [
  ["a role admin", { role: "role_admin" }, "/admin"],
  ["an auditor", { role: "auditor" }, "/admin"],
]);
