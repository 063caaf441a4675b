// A portal sent the person here to get an account (prompt=create): the way back to its sign-in is
// kept in a cookie of this browser, until the sealed request in it is too old.
#pragma once

#include <string>

#include "endpoints/enrol/deps.hpp"

namespace tessera::endpoints {

inline constexpr std::string_view kWayBackCookie = "__Host-enrol-back";

// Local URL of the flow that the query names, or ""; what it seals is checked when it is opened.
[[nodiscard]] std::string way_back_of_query(const http::Request& request);
// The same from the cookie.
[[nodiscard]] std::string way_back_of_cookie(const http::Request& request);
[[nodiscard]] std::string remember_way_back(const http::Request& request);

}  // namespace tessera::endpoints
