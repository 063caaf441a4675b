// authn::RevocationFetch over the guarded client.
#pragma once

#include <tessera/authn/revocation.hpp>
#include <tessera/outbound/http_client.hpp>

namespace tessera::outbound {

// Does not own the client.
class RevocationFetch final : public authn::RevocationFetch {
 public:
  explicit RevocationFetch(HttpClient& client) : client_(client) {}
  [[nodiscard]] Task<Result<std::string>> get(std::string url, std::size_t max_bytes) override;
  [[nodiscard]] Task<Result<std::string>> post_ocsp(std::string url, std::string request,
                                                    std::size_t max_bytes) override;

 private:
  HttpClient& client_;
};

}  // namespace tessera::outbound
