// Constraints and selection in a verified_claims request (OpenID Connect for Identity Assurance 1.0
// 6). Pure.
#pragma once

#include <optional>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <tessera/base/clock.hpp>

namespace tessera::oauth {

// Whether a value meets null, {} or an object of value, values and max_age.
[[nodiscard]] bool meets(const boost::json::value& asked, const boost::json::value& held,
                         TimePoint now);

// The elements of a verification that are asked for and held; an element that is not held is left
// out. nullopt if a constraint is not met.
[[nodiscard]] std::optional<boost::json::object> select_verification(
    const boost::json::object& asked, const boost::json::object& held, TimePoint now);

}  // namespace tessera::oauth
