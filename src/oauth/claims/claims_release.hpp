// The values that a client receives of a person, and what the ledger says of them. One place for ID
// tokens and userinfo.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include <tessera/oauth/client_directory.hpp>
#include <tessera/people/people_service.hpp>
#include <tessera/privacy/release.hpp>

namespace tessera::oauth {

struct ReleaseWish {
  const ClientEntry& client;
  const Uuid& person;
  const std::vector<std::string>& claims;  // entries of a ReleasePlan
  bool encrypted = false;                  // the answer will be; else nothing restricted goes out
  TimePoint now;
  std::string_view trust_framework;  // of verified_claims
};
// Claims that have a value, are registered now, and may go out this way.
[[nodiscard]] Task<boost::json::object> release_claims(people::PeopleService& people,
                                                       const ReleaseWish& wish);

// A claim as the ledger, the consent and the journal name it: "name", "resident_of:DE",
// "verified_claims.name".
[[nodiscard]] std::vector<std::string> released_names(const boost::json::object& claims);
// "name" of any of those.
[[nodiscard]] std::string_view registered_name(std::string_view name);
// Purposes of the registration for these names, each once.
[[nodiscard]] std::string purposes_of(const ClientEntry& client,
                                      const std::vector<std::string>& names);

// A line of the ledger for claims that are not empty.
[[nodiscard]] privacy::NewRelease make_release(const ReleaseWish& wish,
                                               const boost::json::object& claims,
                                               std::string_view channel, Random& random);

// Claims of the catalogue's class restricted: only to clients that take them encrypted.
[[nodiscard]] bool is_restricted(std::string_view name);

}  // namespace tessera::oauth
