// Interventions over the store of freezes, notices and sessions.
#pragma once

#include <tessera/authn/interventions.hpp>

#include "authn/protection/freeze.hpp"

namespace tessera::authn {

// Thread-safe; the parts must outlive it.
class AccountInterventions final : public Interventions {
 public:
  AccountInterventions(FreezeParts parts, people::PeopleService& people)
      : p_(parts), people_(people) {}
  [[nodiscard]] Task<Result<people::Person>> intervene(const Uuid& person,
                                                       people::InterventionEvent event,
                                                       std::string reference,
                                                       const people::ActingAs& by,
                                                       const RequestContext& context) override;
  [[nodiscard]] Task<bool> reset_done(const Uuid& person, const RequestContext& context) override;

 private:
  [[nodiscard]] Task<Result<people::Person>> apply(const people::Person& person,
                                                   people::InterventionEvent event,
                                                   std::string reference,
                                                   const people::ActingAs& by,
                                                   const RequestContext& context);
  FreezeParts p_;
  people::PeopleService& people_;
};

}  // namespace tessera::authn
