// What every operation of SCIM shares: the caller, its limits, application/scim+json in and out,
// errors in their schema (RFC 7644 3.12), entity tags, and what a client wants to see.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <tessera/http/router.hpp>

#include "endpoints/scim/deps.hpp"

namespace tessera::endpoints::scim_api {

inline constexpr std::string_view kMediaType = "application/scim+json";
inline constexpr std::size_t kMaxPayload = 1 << 20;
inline constexpr std::size_t kMaxOperations = 200;

using Answer = Result<http::Response>;
using Operation = std::function<Task<Answer>(const ScimDeps&, const scim::Caller&, http::Request&)>;

[[nodiscard]] http::RouteOptions options();
// Finds the caller, asks for the scope and the client's share, runs the operation, and answers an
// Error in the schema of RFC 7644 3.12.
[[nodiscard]] http::Handler guarded(const ScimDeps& deps, std::string_view scope,
                                    Operation operation);
[[nodiscard]] std::string base_of(const ScimDeps& deps);

[[nodiscard]] http::Response answer(const boost::json::object& body, int status = 200);
[[nodiscard]] boost::json::object error_body(const Error& error);
[[nodiscard]] int status_of(const Error& error);

// The resource with ETag and Location, and the attributes that the query asks for.
[[nodiscard]] http::Response show(const http::Request& request, scim::Resource resource,
                                  int status = 200);

// The JSON object of the body. Errc::unsupported, "invalidSyntax".
[[nodiscard]] Result<boost::json::object> body_of(const http::Request& request);
// Errc::not_found for what is no id of ours.
[[nodiscard]] Result<Uuid> path_id(const http::Request& request);
// RFC 7644 3.14: W/"3" or "3"; nullopt without the header or for "*".
[[nodiscard]] Result<std::optional<std::int64_t>> if_match(const http::Request& request);
[[nodiscard]] bool has_none_of(const http::Request& request, std::int64_t version);

// RFC 7644 3.9: what is shown of a resource. `shown` and `hidden` are commas between names.
[[nodiscard]] boost::json::object project(const boost::json::object& resource,
                                          std::string_view shown, std::string_view hidden);

// A list as it was asked for: by the query, or by the body of a .search.
struct Search {
  scim::ListQuery list;
  std::string shown;
  std::string hidden;
};
[[nodiscard]] Result<Search> search_of_query(const http::Request& request);
[[nodiscard]] Result<Search> search_of_body(const boost::json::object& body);
[[nodiscard]] http::Response show_list(const Search& search, scim::ListPage page);

}  // namespace tessera::endpoints::scim_api
