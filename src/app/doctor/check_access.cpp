#include "app/doctor/checks.hpp"
#include "queries.hpp"

namespace tessera::app {
namespace {

using Level = Finding::Level;

AccessFacts load(store::postgres::Connection& db, TimePoint now) {
  const auto rows = db.exec(sql::doctor_load_access_facts, {now});
  const auto& row = rows[0];
  return {.unsealed = row.integer(0),
          .approvals_needed = row.integer(1),
          .approvers = row.integer(2),
          .duty_officers = row.integer(3),
          .overseers = row.integer(4),
          .reviewers = row.integer(5)};
}

}  // namespace

Findings judge_access(const AccessFacts& facts, bool reviews) {
  Findings out;
  if (facts.unsealed > 0) {
    out.push_back(
        {Level::fault,
         std::to_string(facts.unsealed) + " role grants have no seal and count for nothing",
         "look at them and run `tessera keys seal-grants`: docs/operations/keys.md"});
  }
  if (facts.approvers < facts.approvals_needed) {
    out.push_back({Level::warning,
                   "something asks for " + std::to_string(facts.approvals_needed) +
                       " approvers and there are " + std::to_string(facts.approvers),
                   "grant the role approver to one person more than is asked for, since nobody "
                   "approves a request of his own: docs/operations/approvals.md"});
  }
  if (facts.duty_officers > 0 && facts.overseers == 0) {
    out.push_back({Level::warning, "somebody may declare an emergency and nobody may review one",
                   "grant the role overseer to people of other units, else who declared one is "
                   "suspended after 72 hours: docs/operations/emergencies-and-reviews.md"});
  }
  if (reviews && facts.reviewers == 0) {
    out.push_back({Level::warning, "role grants are reviewed by schedule and there is no reviewer",
                   "grant the role grant_reviewer and name reviewers of units, else all role "
                   "grants lapse: docs/operations/emergencies-and-reviews.md"});
  }
  if (out.empty())
    out.push_back({Level::fine, "role grants are sealed and can be looked after", ""});
  return out;
}

Findings check_access(const Settings& settings, Backends& backends) {
  try {
    const auto facts = backends.database.run_here(
        [&](store::postgres::Connection& db) { return load(db, backends.clock->now()); });
    return judge_access(facts, settings.integer("access.review_days") > 0);
  } catch (const std::exception& error) {
    return {{Level::fault, std::string("role grants cannot be read: ") + error.what(),
             "mend the database first"}};
  }
}

}  // namespace tessera::app
