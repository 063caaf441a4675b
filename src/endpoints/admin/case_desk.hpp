// Cases of "this was not me" as administration sees them: decided, and every look in the journal.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tessera/authn/freeze.hpp>

#include "endpoints/admin/deps.hpp"

namespace tessera::endpoints::admin {

class CaseDesk {
 public:
  explicit CaseDesk(const AdminDeps& deps) : deps_(deps) {}
  // account_case.read; those of people in the actor's units, oldest first.
  [[nodiscard]] Task<Result<access::Page<authn::AccountCase>>> queue(
      const access::Actor& actor, std::optional<Uuid> after, const RequestContext& context) const;
  struct View {
    authn::AccountCase account_case;
    people::Person person;
  };
  // account_case.read; event "account_case.viewed".
  [[nodiscard]] Task<Result<View>> view(const access::Actor& actor, const Uuid& id,
                                        const RequestContext& context) const;
  // account_case.decide.
  [[nodiscard]] Task<Result<void>> add_note(const access::Actor& actor, const Uuid& id,
                                            std::string note, const RequestContext& context) const;
  [[nodiscard]] Task<Result<void>> release(const access::Actor& actor, const Uuid& id,
                                           std::string note, const RequestContext& context) const;

 private:
  struct Allowed {
    View view;
    access::Decision decision;
  };
  [[nodiscard]] Task<Result<Allowed>> allowed(const access::Actor& actor,
                                              std::string_view permission, const Uuid& id,
                                              const RequestContext& context) const;
  const AdminDeps& deps_;
};

}  // namespace tessera::endpoints::admin
