// oauth::HttpFetch over the guarded client.
#pragma once

#include <tessera/oauth/http_fetch.hpp>
#include <tessera/outbound/http_client.hpp>

namespace tessera::outbound {

// Does not own the client.
class Fetch final : public oauth::HttpFetch {
 public:
  explicit Fetch(HttpClient& client) : client_(client) {}
  [[nodiscard]] Task<Result<oauth::FetchedDocument>> get(std::string url,
                                                         std::size_t max_bytes) override;

 private:
  HttpClient& client_;
};

}  // namespace tessera::outbound
