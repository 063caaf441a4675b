// Re-proofing at a desk (requirements 4.6), decided.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "endpoints/admin/deps.hpp"

namespace tessera::endpoints::admin {

// Documents that an officer may have seen.
[[nodiscard]] std::span<const std::string_view> seen_documents();

struct Vouching {
  std::string login;
  std::string document;   // one of seen_documents()
  std::string reference;  // case or ticket
};

// Who stands before the desk, if the officer may act for that person: person.recover, by a person
// who saw the document. Errors as vouch_for.
struct Seen {
  Uuid person;
  people::ActingAs officer;
  std::string evidence;  // document and reference
};
[[nodiscard]] Task<Result<Seen>> see_person(const AdminDeps& deps, const access::Actor& actor,
                                            const Vouching& vouching,
                                            const RequestContext& context);

// person.recover, by a person: the system user has seen nobody. The code is handed over and good
// without a wait. "admin.recovery.document", "person.reference", "recovery.person",
// "recovery.officer".
[[nodiscard]] Task<Result<Secret>> vouch_for(const AdminDeps& deps, const access::Actor& actor,
                                             const Vouching& vouching,
                                             const RequestContext& context);

}  // namespace tessera::endpoints::admin
