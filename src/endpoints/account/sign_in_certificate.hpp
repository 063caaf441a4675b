// The step by smart card: to the listener that asks for it, and back with what it said.
#pragma once

#include <string>

#include "endpoints/account/deps.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> sign_in_with_certificate(const AccountDeps& deps,
                                                            http::Request& request);
// What was wrong with the card, if it was the card: that says nothing about any account.
[[nodiscard]] std::string card_error(const Web& web, const authn::Answer& answer,
                                     const Error& error);

}  // namespace tessera::endpoints
