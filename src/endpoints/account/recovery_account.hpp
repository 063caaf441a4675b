// GET and POST /account/recovery, /account/recovery/address, /account/recovery/contact: what leads
// back into the account.
#pragma once

#include "endpoints/account/deps.hpp"

namespace tessera::endpoints {

[[nodiscard]] Task<http::Response> show_account_recovery(const AccountDeps& deps,
                                                         http::Request& request);
// action: cancel, saved_code, remove_address, remove_contact (and contact).
[[nodiscard]] Task<http::Response> change_account_recovery(const AccountDeps& deps,
                                                           http::Request& request);
[[nodiscard]] Task<http::Response> show_address(const AccountDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> save_address(const AccountDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> show_contact(const AccountDeps& deps, http::Request& request);
[[nodiscard]] Task<http::Response> add_contact(const AccountDeps& deps, http::Request& request);

}  // namespace tessera::endpoints
