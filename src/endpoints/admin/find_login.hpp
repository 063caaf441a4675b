// The person behind a login that a form names. That one exists is told only to who may know the
// person; unknown, and not to be known, are one answer.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "endpoints/admin/desk_page.hpp"

namespace tessera::endpoints::admin {

// Who is known besides those whom the visitor may list (person.list).
struct Reach {
  std::optional<std::set<Uuid>> units;  // of their posts; nullopt: all
  bool staff_only = true;               // else, with all units or the root, everybody
};

// People in the units where the visitor may use the permission that the form asks for.
[[nodiscard]] Reach reach_of(const Visit& visit, std::string_view permission);

// Counts as a look (R36); event "person.searched", without the login. Errc::not_found
// "person.unknown"; Errc::rate_limited "access.read_limit".
[[nodiscard]] Task<Result<people::Person>> find_login(const Visit& visit, Reach reach,
                                                      std::string login);

}  // namespace tessera::endpoints::admin
