// The port by which oauth reads documents that clients keep on their own servers: jwks_uri,
// request_uri, sector_identifier_uri.
#pragma once

#include <string>

#include <tessera/base/error.hpp>
#include <tessera/base/task.hpp>

namespace tessera::oauth {

struct FetchedDocument {
  std::string media_type;  // lower case, without parameters
  std::string body;
};

class HttpFetch {
 public:
  virtual ~HttpFetch() = default;
  // GET without credentials or cookies; https unless configured, no redirects, public addresses
  // only, bounded in size and time. Only status 200 is a document. Never throws for what the other
  // side does; Unavailable if our own queue is full and nobody was asked. Errors: "fetch.url" and
  // "fetch.address" will not get better by trying again; "fetch.status", "fetch.failed" (no
  // connection, TLS, time, size) may.
  [[nodiscard]] virtual Task<Result<FetchedDocument>> get(std::string url,
                                                          std::size_t max_bytes = 64 * 1024) = 0;
};

}  // namespace tessera::oauth
