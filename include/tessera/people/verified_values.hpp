// What is verified about a person, with its provenance: the only source of verified_claims.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <boost/json/value.hpp>

#include <tessera/base/task.hpp>
#include <tessera/people/people_service.hpp>

namespace tessera::people {

struct VerifiedValue {
  std::string claim;
  boost::json::value value;
  std::string method;  // "document", "register": how the identity was proofed
  std::string source;  // "register:population", "applicant"
  TimePoint verified;
};

// Current values of these claims that somebody checked against a document or a register, and
// predicates about such values; everything else is left out, also what only its holder confirmed
// (a code by mail).
[[nodiscard]] Task<std::vector<VerifiedValue>> verified_values(PeopleService& people,
                                                               const Uuid& person,
                                                               std::span<const std::string> claims,
                                                               TimePoint now);

}  // namespace tessera::people
