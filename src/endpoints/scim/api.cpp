#include "endpoints/scim/api.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <boost/json/serialize.hpp>

#include <tessera/codec/base64url.hpp>
#include <tessera/codec/json.hpp>
#include <tessera/crypto/digest.hpp>
#include <tessera/oauth/protected_resource.hpp>

#include "endpoints/token_answers.hpp"

namespace tessera::endpoints::scim_api {
namespace {

constexpr std::string_view kErrorSchema = "urn:ietf:params:scim:api:messages:2.0:Error";
// RFC 7644 3.12 table 9, RFC 9865 2.1.
constexpr std::array<std::string_view, 13> kTypes{
    "invalidFilter", "tooMany",       "uniqueness",   "mutability",  "invalidSyntax",
    "invalidPath",   "noTarget",      "invalidValue", "invalidVers", "sensitive",
    "invalidCursor", "expiredCursor", "invalidCount"};
constexpr int kFailuresPerMinute = 60;  // of one network

authn::ThrottleRule window(std::string name, int most) {
  return {.kind = authn::ThrottleRule::Kind::window,
          .key = "throttle:{t}:scim:" + std::move(name),
          .free = most,
          .period = minutes{1}};
}

Task<Result<void>> take(const ScimDeps& deps, authn::ThrottleRule rule, TimePoint now) {
  const std::array rules{std::move(rule)};
  const auto verdict = co_await deps.throttle.take(rules, now);
  if (verdict.allowed) co_return Result<void>{};
  const auto wait = std::chrono::duration_cast<seconds>(verdict.wait).count() + 1;
  co_return std::unexpected(Error{.code = Errc::rate_limited,
                                  .id = "",
                                  .text = "Too many requests; try again later.",
                                  .retry_after_seconds = static_cast<int>(wait)});
}

// Whoever guesses tokens is counted by network.
Task<Result<scim::Caller>> caller_of(const ScimDeps& deps, const http::Request& request) {
  auto caller = co_await deps.caller(request);
  const auto now = request.context.received;
  if (!caller) {
    const auto network = authn::network_of(request.context.address, 64);
    const auto digest =
        crypto::sha256(as_bytes(network.empty() ? request.context.address : network));
    auto counted = co_await take(
        deps, window("network:" + codec::to_base64url(digest), kFailuresPerMinute), now);
    if (!counted) co_return std::unexpected(std::move(counted.error()));
    co_return std::unexpected(std::move(caller.error()));
  }
  auto share = co_await take(
      deps, window("client:" + to_string(caller->connection.client), deps.requests_per_minute),
      now);
  if (!share) co_return std::unexpected(std::move(share.error()));
  co_return caller;
}

http::Response refuse(const ScimDeps& deps, const Error& error, const http::Request& request) {
  auto response = answer(error_body(error), status_of(error));
  const bool of_token = error.code == Errc::unauthenticated || error.id == "insufficient_scope";
  if (of_token)
    response.header("WWW-Authenticate",
                    challenge_for(request, error, deps.public_url, oauth::scim_resource()));
  if (error.retry_after_seconds > 0)
    response.header("Retry-After", std::to_string(error.retry_after_seconds));
  return response;
}

}  // namespace

http::RouteOptions options() {
  return {.max_body = kMaxPayload, .style = http::RouteOptions::Style::scim_json};
}

std::string base_of(const ScimDeps& deps) {
  return deps.public_url + "/scim/v2";
}

http::Handler guarded(const ScimDeps& deps, std::string_view scope, Operation operation) {
  return [&deps, scope,
          operation = std::move(operation)](http::Request& request) -> Task<http::Response> {
    const auto caller = co_await caller_of(deps, request);
    if (!caller) co_return with_nonce(deps.dpop, request, refuse(deps, caller.error(), request));
    Answer done = fail(Errc::forbidden, "insufficient_scope", "The token lacks a scope.");
    if (scope.empty() || caller->scopes.contains(scope))
      done = co_await operation(deps, *caller, request);
    if (!done) co_return with_nonce(deps.dpop, request, refuse(deps, done.error(), request));
    co_return with_nonce(deps.dpop, request, std::move(*done));
  };
}

http::Response answer(const boost::json::object& body, int status) {
  http::Response response{.status = status, .headers = {}, .body = boost::json::serialize(body)};
  response.header("Content-Type", std::string(kMediaType));
  return response;
}

int status_of(const Error& error) {
  if (error.id == "scim.not_implemented") return 501;
  return error.code == Errc::unsupported ? 415 : http::status_of(error.code);
}

boost::json::object error_body(const Error& error) {
  boost::json::object body{{"schemas", boost::json::array{kErrorSchema}},
                           {"status", std::to_string(status_of(error))},
                           {"detail", error.text}};
  if (std::ranges::find(kTypes, error.id) != kTypes.end()) body["scimType"] = error.id;
  return body;
}

http::Response show(const http::Request& request, scim::Resource resource, int status) {
  const auto search = search_of_query(request);
  const auto location = codec::text_of(resource.body.at("meta").as_object(), "location");
  auto body = search ? project(resource.body, search->shown, search->hidden) : resource.body;
  auto response = answer(body, status);
  response.header("ETag", "W/\"" + std::to_string(resource.version) + '"');
  response.header(status == 201 ? "Location" : "Content-Location", location);
  return response;
}

Result<boost::json::object> body_of(const http::Request& request) {
  const auto type = request.content_type();
  if (type != kMediaType && type != "application/json")
    return fail(Errc::unsupported, "", "Send application/scim+json.");
  auto body = codec::parse_json_object(request.body, kMaxPayload);
  if (body) return body;
  if (body.error().code == Errc::too_large) return body;
  return fail(Errc::invalid, "invalidSyntax", "The body is no JSON object that is read here.");
}

Result<Uuid> path_id(const http::Request& request) {
  const auto id = parse_uuid(request.param("id"));
  if (!id) return fail(Errc::not_found, "", "There is nothing with this id.");
  return *id;
}

Result<std::optional<std::int64_t>> if_match(const http::Request& request) {
  const auto* header = request.header("if-match");
  if (header == nullptr || *header == "*") return std::optional<std::int64_t>{};
  std::string_view text = *header;
  if (text.starts_with("W/")) text.remove_prefix(2);
  std::int64_t version = 0;
  if (text.size() > 2 && text.front() == '"' && text.back() == '"') {
    const auto* last = text.data() + text.size() - 1;
    const auto [end, error] = std::from_chars(text.data() + 1, last, version);
    if (error == std::errc{} && end == last) return std::optional(version);
  }
  return fail(Errc::precondition, "", "If-Match is no version of this resource.");
}

bool has_none_of(const http::Request& request, std::int64_t version) {
  const auto* header = request.header("if-none-match");
  if (header == nullptr) return true;
  return header->find('"' + std::to_string(version) + '"') == std::string::npos && *header != "*";
}

}  // namespace tessera::endpoints::scim_api
