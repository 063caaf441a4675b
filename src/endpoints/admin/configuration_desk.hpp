// Configuration as code as administration sees it: planned against what there is, and applied one
// change at a time through the services, with the permissions that each change needs by hand.
#pragma once

#include <set>
#include <string>
#include <vector>

#include <tessera/managed/plan.hpp>

#include "endpoints/admin/deps.hpp"

namespace tessera::endpoints::admin {

// One change of a plan, to be done exactly as it was planned.
struct ConfigurationStep {
  managed::Wish wish;  // with the one document, or with none for what is removed or released
  managed::Action action = managed::Action::none;
  managed::Kind kind = managed::Kind::unit;
  std::string key;
  std::int64_t version = 0;
  std::int64_t record_version = 0;
};

struct AppliedStep {
  managed::Change change;
  std::int64_t version = 0;  // of the object now
  Secret secret = {};        // of a new client, shown once
  std::string unfinished =
      {};  // why the status is not set yet ("approval.pending"); the rest is done
};

class ConfigurationDesk {
 public:
  explicit ConfigurationDesk(const AdminDeps& deps) : deps_(deps) {}
  // unit.read, role.read (also of purposes), client.read, approval.read and config.read (of levels)
  // for the kinds that it touches, config.read for none.
  [[nodiscard]] Task<Result<std::vector<managed::Change>>> plan(
      const access::Actor& actor, const managed::Wish& wish, const RequestContext& context) const;
  [[nodiscard]] Task<Result<std::vector<managed::Drift>>> owned(
      const access::Actor& actor, std::string manager, const RequestContext& context) const;
  // Errc::precondition "configuration.moved" if the same plan would be another one by now;
  // Errc::conflict "configuration.conflict"; errors of the services. Event
  // "configuration.applied" with what is owned from now on.
  [[nodiscard]] Task<Result<AppliedStep>> apply(const access::Actor& actor,
                                                const ConfigurationStep& step,
                                                RequestContext context) const;

 private:
  [[nodiscard]] Task<Result<managed::State>> load(const access::Actor& actor,
                                                  const managed::Wish& wish,
                                                  const RequestContext& context) const;
  [[nodiscard]] Task<Result<void>> load_policies(const access::Actor& actor,
                                                 const std::set<managed::Kind>& kinds,
                                                 managed::State& state,
                                                 const RequestContext& context) const;
  [[nodiscard]] Task<Result<void>> load_clients(const access::Actor& actor,
                                                const std::set<std::string>& ids,
                                                managed::State& state,
                                                const RequestContext& context) const;
  [[nodiscard]] Task<Result<void>> execute(const access::Actor& actor, AppliedStep& step,
                                           const managed::State& state,
                                           const RequestContext& context) const;
  [[nodiscard]] Task<Result<void>> change_unit(const access::Actor& actor, AppliedStep& step,
                                               const RequestContext& context) const;
  [[nodiscard]] Task<Result<void>> change_role(const access::Actor& actor, AppliedStep& step,
                                               const managed::Fields& live,
                                               const RequestContext& context) const;
  [[nodiscard]] Task<Result<void>> change_client(const access::Actor& actor, AppliedStep& step,
                                                 const managed::Fields& live,
                                                 const RequestContext& context) const;
  [[nodiscard]] Task<Result<void>> change_policy(const access::Actor& actor, AppliedStep& step,
                                                 const RequestContext& context) const;
  [[nodiscard]] Task<Result<void>> change_purpose(const access::Actor& actor, AppliedStep& step,
                                                  const managed::Fields& live,
                                                  const RequestContext& context) const;
  [[nodiscard]] Task<Result<void>> change_level(const access::Actor& actor, AppliedStep& step,
                                                const managed::Fields& live,
                                                const RequestContext& context) const;
  [[nodiscard]] Task<Result<void>> change_status(const access::Actor& actor, AppliedStep& step,
                                                 const RequestContext& context) const;
  [[nodiscard]] Task<Result<void>> remove(const access::Actor& actor, AppliedStep& step,
                                          const RequestContext& context) const;
  [[nodiscard]] Task<Result<void>> may_write(const access::Actor& actor,
                                             const managed::Change& change,
                                             const RequestContext& context) const;
  [[nodiscard]] Task<Result<void>> keep(const access::Actor& actor, const AppliedStep& step,
                                        const managed::State& state, const std::string& manager,
                                        const RequestContext& context) const;
  const AdminDeps& deps_;
};

}  // namespace tessera::endpoints::admin
