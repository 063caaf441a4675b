// Request objects (RFC 9101, OpenID Connect Core 6): an authorization request as a JWT that the
// client signed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/random.hpp>
#include <tessera/base/task.hpp>
#include <tessera/codec/form.hpp>
#include <tessera/jose/signer.hpp>
#include <tessera/oauth/client_keys.hpp>
#include <tessera/oauth/replay_store.hpp>

namespace tessera::oauth {

struct RequestObjectRules {
  std::string issuer;                     // ours
  std::vector<jose::SignAlg> algorithms;  // never none
  std::optional<seconds> longest;         // exp - nbf; then iss, aud, exp and nbf must be there
  bool numbered = false;                  // jti and iat must be there
  bool once = false;                      // a jti is accepted once
};
// Of the registration, else of the profile.
[[nodiscard]] RequestObjectRules request_object_rules(const ClientEntry& client,
                                                      std::string_view issuer);

// The payload of a request object whose signature holds, as parameters. client_id is always among
// them and the client's own. Pure. Errors: invalid_request_object.
[[nodiscard]] Result<codec::Form> read_request_object(std::string_view payload,
                                                      std::string_view client_id,
                                                      const RequestObjectRules& rules,
                                                      TimePoint now);

// Thread-safe. Does not own what it refers to.
class RequestObjects {
 public:
  RequestObjects(ClientKeys& keys, ReplayStore& replays, const jose::Signer& signer, Random& random)
      : keys_(keys), replays_(replays), signer_(signer), random_(random) {}

  // Decrypts it if it is encrypted to us (RFC 9101 6.1), verifies and reads it. Errors:
  // invalid_request_object.
  [[nodiscard]] Task<Result<codec::Form>> open(const ClientRef& client, std::string_view compact,
                                               const RequestObjectRules& rules, TimePoint now);

 private:
  [[nodiscard]] Task<Result<void>> use_up(const ClientRef& client, std::string_view payload,
                                          const RequestObjectRules& rules, TimePoint now);

  ClientKeys& keys_;
  ReplayStore& replays_;
  const jose::Signer& signer_;
  Random& random_;
};

}  // namespace tessera::oauth
