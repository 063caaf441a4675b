// Turns of clients that hold keys: assertions, DPoP, pushed requests, signed answers.
#pragma once

#include "bench/full/scenarios.hpp"

namespace tessera::bench {

// RFC 7523 2.2.
[[nodiscard]] Scenario signed_client_credentials(const KeyClient& client);
// RFC 9701: the answer is a JWT.
[[nodiscard]] Scenario introspect_as_jwt(const Portal& portal, Tokens tokens);
// RFC 9449 7: tokens bound to the client's key, a proof for each request.
[[nodiscard]] Scenario userinfo_by_dpop(const KeyClient& client, Tokens tokens);
// FAPI 2.0: a pushed request, authorize within a session or with a password, the code by assertion,
// PKCE and DPoP.
[[nodiscard]] Scenario pushed_sign_on(const Contents& contents);
[[nodiscard]] Scenario pushed_log_in(const Contents& contents);

// A sign-in that fails: an unknown name, each from another address. Answers that say "later" count
// as answers.
class Guesses {
 public:
  [[nodiscard]] Scenario scenario();

 private:
  struct Page {
    SignInPage form;
    std::string cookies;  // header line
  };
  std::shared_ptr<Page> page_;
};

}  // namespace tessera::bench
