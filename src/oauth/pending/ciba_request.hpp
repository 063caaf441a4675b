// What an authentication request of CIBA 7.1 has beyond an authorization request. Pure.
#pragma once

#include <string>

#include <tessera/base/error.hpp>
#include <tessera/codec/form.hpp>
#include <tessera/oauth/client_directory.hpp>

#include "oauth/requests/request_object.hpp"

namespace tessera::oauth {

struct CibaRequest {
  std::string login_hint;     // one of the two hints
  std::string id_token_hint;  // an ID token of ours
  std::string binding_message;
  std::string notification_token;  // mode ping only
  seconds life{120};
};

inline constexpr seconds kCibaLife{120};
inline constexpr seconds kLongestCibaLife{600};
inline constexpr std::size_t kLongestBindingMessage = 100;  // characters

// Errors: invalid_request, invalid_binding_message.
[[nodiscard]] Result<CibaRequest> read_ciba_request(const codec::Form& params,
                                                    const ClientEntry& client);

// Whether the request must come as a signed one (CIBA 7.1.1): it was registered so, or the profile
// takes no request that did not come to us signed or pushed.
[[nodiscard]] bool must_be_signed(const ClientEntry& client);
// A signed request has every claim that a JWT can have about its making, once, and not for long
// (CIBA 7.1.1, FAPI-CIBA 5.2.2).
[[nodiscard]] RequestObjectRules ciba_object_rules(const ClientEntry& client,
                                                   std::string_view issuer);
// The parameters beside a signed request: only those that authenticate the client.
[[nodiscard]] Result<void> check_beside_signed(const codec::Form& form);

}  // namespace tessera::oauth
