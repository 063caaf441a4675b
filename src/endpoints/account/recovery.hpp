// GET and POST /recover and /recover/prove?flow=...: proofs one after the other, then the beginning
// of a recovery. Every page is the same whether the account exists or not until a code was right.
#pragma once

#include <optional>
#include <string>

#include "endpoints/account/deps.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> show_recover(const AccountDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> start_recover(const AccountDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> show_recover_prove(const AccountDeps& deps,
                                                      http::Request& request);
[[nodiscard]] Task<http::Response> answer_recover_prove(const AccountDeps& deps,
                                                        http::Request& request);

// What the pages of recovery share.
[[nodiscard]] Task<http::Response> give_proof(const AccountDeps& deps, http::Request& request,
                                              std::string flow, authn::Answer answer);
[[nodiscard]] authn::Browser browser_of(const Web& web, http::Request& request);
[[nodiscard]] http::Response show_recovery_over(const AccountDeps& deps, http::Request& request,
                                                const Error& error);

}  // namespace tessera::endpoints
