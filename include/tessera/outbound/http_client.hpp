// Calls to URLs that clients registered (back-channel logout, jwks_uri): no redirects, no proxies,
// bounded in size and time, and only to addresses that the guard allows, checked where the
// connection is made, so that a name that changes its address between check and use gains nothing.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/task.hpp>
#include <tessera/outbound/address_guard.hpp>
#include <tessera/runtime/blocking_pool.hpp>

namespace tessera::outbound {

struct HttpClientOptions {
  std::string name = "outbound";  // of its queue, in metrics and in Unavailable
  AddressGuard guard;
  std::string ca_file;      // empty: the system's
  bool allow_http = false;  // development only
  Duration connect_time = seconds{3};
  Duration total_time = seconds{10};
  std::size_t response_bytes = 64 * 1024;
  std::size_t threads = 4;
  std::size_t queue = 64;
  std::string user_agent = "tessera";
};

struct HttpReply {
  int status = 0;
  std::string media_type{};  // lower case, without parameters
  std::string body;
};

class HttpClient {
 public:
  explicit HttpClient(HttpClientOptions options);
  ~HttpClient();
  // POST of application/x-www-form-urlencoded. Any status is a reply. Errc::forbidden
  // "outbound.address" and Errc::invalid "outbound.url" will not get better by trying again; what
  // may (no connection, TLS, time, size) throws Unavailable("outbound").
  [[nodiscard]] Task<Result<HttpReply>> post_form(std::string url, std::string body);
  // POST of application/json with a bearer token, likewise.
  [[nodiscard]] Task<Result<HttpReply>> post_json(std::string url, std::string bearer,
                                                  std::string body);

  // POST of any other media type, for an answer of at most max_bytes; errors as get().
  [[nodiscard]] Task<Result<HttpReply>> post(std::string url, std::string media_type,
                                             std::string body, std::size_t max_bytes);

  // GET, likewise; but what may get better is Errc::gone "outbound.failed", also a document of more
  // than max_bytes. Unavailable is only a full queue: nobody was called.
  [[nodiscard]] Task<Result<HttpReply>> get(std::string url, std::size_t max_bytes);

 private:
  struct Job;
  [[nodiscard]] Result<HttpReply> perform(const Job& job);
  HttpClientOptions options_;
  runtime::BlockingPool pool_;
};

}  // namespace tessera::outbound
