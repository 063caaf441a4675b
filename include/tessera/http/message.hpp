// Requests and responses as plain values: what endpoints see. Beast stays in src/http.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tessera/base/error.hpp>
#include <tessera/base/peer_certificate.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/base/task.hpp>

namespace tessera::http {

enum class Method { get, head, post, put, patch, del, options };
[[nodiscard]] std::string_view name_of(Method method);  // "GET"

// A body that is read in pieces (evidence upload): next() gives at most 256 KB, "" at the end.
class BodyReader {
 public:
  virtual ~BodyReader() = default;
  [[nodiscard]] virtual Task<Result<std::string>> next() = 0;
};

struct Request {
  Method method = Method::get;
  std::string path;              // decoded once, no query, no dot segments
  std::string query;             // raw
  std::string body;              // whole, unless the route streams
  BodyReader* stream = nullptr;  // set only for routes that stream
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::vector<std::pair<std::string, std::string>> params;   // from the route template
  std::string host;                                          // as checked against public_url
  std::string listener;                                      // name of the listener it came in by
  std::optional<unsigned> peer_uid;                          // peer credentials, unix sockets only
  PeerCertificateRef peer_certificate;  // on listeners that ask for one; nullptr if none was shown
  std::string_view base_url;            // under which this listener is reached; no path
  RequestContext context;

  // nullptr if absent; of repeated headers the first (repeats of single-valued ones are refused
  // before).
  [[nodiscard]] const std::string* header(std::string_view lower_case_name) const;
  [[nodiscard]] const std::string& param(std::string_view name) const;  // "" if absent
  // Media type of Content-Type in lower case, without parameters.
  [[nodiscard]] std::string content_type() const;
};

struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::shared_ptr<const std::string> shared_body;  // instead of body: ready buffers, never copied
  // Called until it gives ""; for downloads that are too large to hold. Content-Length if known.
  std::function<Task<std::string>()> body_source;
  std::optional<std::uint64_t> body_source_size;

  Response& header(std::string name, std::string value) {
    headers.emplace_back(std::move(name), std::move(value));
    return *this;
  }
};

// Common answers. Every response gets the security headers and Cache-Control: no-store from the
// pipeline unless the handler sets its own.
[[nodiscard]] Response html(std::string body, int status = 200);
[[nodiscard]] Response json(std::string body, int status = 200);
[[nodiscard]] Response redirect(std::string location);  // 303
[[nodiscard]] Response no_content();
// RFC 9457 problem+json from an Error (status by Errc, `errors` with field pointers, trace_id).
[[nodiscard]] Response problem(const Error& error, const RequestContext& context);
[[nodiscard]] int status_of(Errc code);

}  // namespace tessera::http
