// Pushed authorization requests (RFC 9126): the client hands its request over itself, and the
// browser carries a reference only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <tessera/base/bytes.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/base/task.hpp>
#include <tessera/oauth/client_credentials.hpp>

namespace tessera::oauth {

// Keys are SHA-256 of the reference, so that a reader of the store cannot use one.
class PushedRequestStore {
 public:
  virtual ~PushedRequestStore() = default;
  [[nodiscard]] virtual Task<> save(const Bytes& hash, std::string sealed, seconds life) = 0;
  // nullopt: never pushed, expired, or used.
  [[nodiscard]] virtual Task<std::optional<std::string>> load(const Bytes& hash) = 0;
  [[nodiscard]] virtual Task<bool> is_used(const Bytes& hash) = 0;
  // True for the first caller, whether or not it expired meanwhile; the mark stays for `remember`.
  [[nodiscard]] virtual Task<bool> use(const Bytes& hash, seconds remember) = 0;
};

struct PushedRequest {
  std::string request_uri;
  seconds life{0};
};
inline constexpr std::string_view kPushedPrefix = "urn:ietf:params:oauth:request_uri:";
// nullopt if it is not a reference of ours; else its name in the store.
[[nodiscard]] std::optional<Bytes> pushed_name(std::string_view request_uri);

class PushedRequestService {
 public:
  virtual ~PushedRequestService() = default;
  // The checks of the authorization endpoint, after client authentication. It may be opened again
  // until its code is issued. Errors: ids are the codes of RFC 9126 2.3.
  [[nodiscard]] virtual Task<Result<PushedRequest>> push(const ClientCredentials& request,
                                                         const RequestContext& context) = 0;
};

}  // namespace tessera::oauth
