// What every operation of the admin API shares: the actor, JSON in and out, problem+json (RFC
// 9457), entity tags and pages.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <tessera/codec/form.hpp>

#include "endpoints/admin/deps.hpp"

namespace tessera::endpoints::admin {

using Answer = Result<http::Response>;
using Operation =
    std::function<Task<Answer>(const AdminDeps&, const access::Actor&, http::Request&)>;

// The actor of the unix socket's peer or of the access token. Errc::unauthenticated,
// Errc::forbidden.
[[nodiscard]] Task<Result<access::Actor>> actor_of(const AdminDeps& deps,
                                                   const http::Request& request);
// Finds the actor, runs the operation, and answers an Error as a problem. The header
// Tessera-Manager names who keeps configuration as code by this request; events say it.
[[nodiscard]] http::Handler guarded(const AdminDeps& deps, Operation operation);
// The same for a change that commits once, with its events: ?dry_run=true runs every check and
// changes nothing; {"dry_run": true} is the answer where the change would have been made.
[[nodiscard]] http::Handler changing(const AdminDeps& deps, Operation operation);
// The same for what makes something new: an Idempotency-Key counts (idempotency.hpp), as long as
// the actor may use this permission anywhere.
[[nodiscard]] http::Handler guarded_once(const AdminDeps& deps, std::string permission,
                                         Operation operation);

[[nodiscard]] std::string rfc3339(TimePoint t);
[[nodiscard]] std::optional<TimePoint> parse_rfc3339(std::string_view text);

// Members of a JSON body, each read once; unknown and wrong ones become field errors with JSON
// pointers.
class Body {
 public:
  explicit Body(boost::json::object members) : members_(std::move(members)) {}
  // Errc::unsupported unless the body is application/json; Errc::invalid unless it is an object.
  [[nodiscard]] static Result<Body> of(const http::Request& request);
  [[nodiscard]] std::string text(std::string_view name, bool required = false);
  [[nodiscard]] std::optional<Uuid> id(std::string_view name, bool required = false);
  [[nodiscard]] std::optional<TimePoint> time(std::string_view name);
  [[nodiscard]] std::vector<std::string> texts(std::string_view name);
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view name, bool required = false);
  [[nodiscard]] bool flag(std::string_view name);  // false if absent
  // Errc::invalid "request.invalid" if anything was wrong or not read.
  [[nodiscard]] Result<void> finish();

 private:
  const boost::json::value* take(std::string_view name, bool required);
  void wrong(std::string_view name, std::string id);
  boost::json::object members_;
  std::vector<FieldError> errors_;
};

// Query parameters, each at most once; what is not read is refused.
class Query {
 public:
  [[nodiscard]] static Result<Query> of(const http::Request& request);
  [[nodiscard]] std::string text(std::string_view name);
  [[nodiscard]] std::optional<Uuid> id(std::string_view name);
  [[nodiscard]] std::optional<TimePoint> time(std::string_view name);
  [[nodiscard]] bool flag(std::string_view name);
  [[nodiscard]] std::size_t page_size();  // 1 to 200, 50 if absent
  [[nodiscard]] Result<void> finish();

 private:
  codec::Form form_;
  std::vector<std::string> read_;
  std::vector<FieldError> errors_;
};

// The id in the path; Errc::not_found for what is no UUID.
[[nodiscard]] Result<Uuid> path_id(const http::Request& request, std::string_view name = "id");
// RFC 9110 13.1.1: the version of If-Match, nullopt without the header or for "*".
[[nodiscard]] Result<std::optional<std::int64_t>> if_match(const http::Request& request);

[[nodiscard]] http::Response ok(const boost::json::object& object);
[[nodiscard]] http::Response ok(const boost::json::object& object,
                                std::int64_t version);  // with ETag
[[nodiscard]] http::Response created(const boost::json::object& object, std::int64_t version,
                                     std::string location);
// {"items": [...], "next_page_token": ...} with Link: rel=next.
[[nodiscard]] http::Response page(const http::Request& request, boost::json::array items,
                                  const std::string& next);

}  // namespace tessera::endpoints::admin
