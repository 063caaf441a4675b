// GET and POST of the links that mails of recovery carry: /recover/cancel, /recover/contact,
// /recover/help, each with id and t. A GET changes nothing.
#pragma once

#include "endpoints/account/deps.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> show_recover_cancel(const AccountDeps& deps,
                                                       http::Request& request);
[[nodiscard]] Task<http::Response> cancel_recover(const AccountDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> show_recover_contact(const AccountDeps& deps,
                                                        http::Request& request);
[[nodiscard]] Task<http::Response> accept_recover_contact(const AccountDeps& deps,
                                                          http::Request& request);
[[nodiscard]] Task<http::Response> show_recover_help(const AccountDeps& deps,
                                                     http::Request& request);
[[nodiscard]] Task<http::Response> give_recover_help(const AccountDeps& deps,
                                                     http::Request& request);

}  // namespace tessera::endpoints
