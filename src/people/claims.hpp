// OIDC claims from attribute values, by the catalogue's mapping (OpenID Connect Core 5.1). A claim
// is asked for by its name; resident_of with the place that it asks about: "resident_of:DE/Berlin".
#pragma once

#include <span>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include <tessera/people/catalogue.hpp>
#include <tessera/people/person.hpp>

namespace tessera::people {

// Names of the attributes that these claims are made of; unknown claims are left out.
[[nodiscard]] std::vector<std::string> attributes_for_claims(const Catalogue& catalogue,
                                                             std::span<const std::string> claims);
// Pure. A claim without a value is left out; so is a predicate about a value that is not verified,
// and resident_of where the answer would not be yes.
[[nodiscard]] boost::json::object render_claims(const Catalogue& catalogue,
                                                std::span<const Attribute> values,
                                                std::span<const std::string> claims, TimePoint now);

}  // namespace tessera::people
