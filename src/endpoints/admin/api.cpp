#include "endpoints/admin/api.hpp"

#include <algorithm>
#include <charconv>

#include <boost/json/serialize.hpp>

#include <tessera/base/dry_run.hpp>
#include <tessera/codec/json.hpp>
#include <tessera/codec/rfc3339.hpp>
#include <tessera/managed/document.hpp>
#include <tessera/oauth/protected_resource.hpp>
#include <tessera/oauth/token_verifier.hpp>

#include "endpoints/admin/idempotency.hpp"
#include "endpoints/token_answers.hpp"

namespace tessera::endpoints::admin {
namespace {

std::string challenge_of(const AdminDeps& deps, const Error& error, const http::Request& request) {
  auto resource = oauth::admin_resource();
  resource.acr = deps.access.role_level();
  return challenge_for(request, error, deps.web.public_url, resource);
}

http::Response refuse(const AdminDeps& deps, const Error& error, const http::Request& request) {
  auto response = http::problem(error, request.context);
  if (error.code == Errc::unauthenticated)
    response.header("WWW-Authenticate", challenge_of(deps, error, request));
  return response;
}

}  // namespace

Task<Result<access::Actor>> actor_of(const AdminDeps& deps, const http::Request& request) {
  // Only of our own socket: behind a public listener on a unix socket the peer is a proxy.
  if (request.peer_uid && request.listener == kAdminListener) {
    if (deps.system_uids.contains(*request.peer_uid)) co_return access::system_actor();
    co_return fail(Errc::forbidden, "admin.peer", "This user may not administer the server.");
  }
  if (request.header("authorization") == nullptr || !deps.token_actor) {
    co_return fail(Errc::unauthenticated, "admin.token_missing", "An access token is needed.");
  }
  co_return co_await deps.token_actor(request);
}

namespace {

// Takes ?dry_run= out of the query, where operations would not know it.
Result<bool> take_dry_run(http::Request& request) {
  auto form = codec::Form::parse(request.query);
  if (!form) return std::unexpected(std::move(form.error()));
  const auto asked = form->all("dry_run");
  if (asked.empty()) return false;
  if (asked.size() > 1 || (asked.front() != "true" && asked.front() != "false"))
    return fail(Errc::invalid, "query.dry_run", "dry_run is true or false, once.");
  auto fields = form->fields();
  std::erase_if(fields, [](const auto& field) { return field.first == "dry_run"; });
  request.query = codec::encode_form(fields);
  return asked.front() == "true";
}

// What the headers and the query say about the request as a whole.
Result<void> read_manner(http::Request& request, bool may_rehearse) {
  if (request.method != http::Method::get) {
    const auto dry = take_dry_run(request);
    if (!dry) return std::unexpected(dry.error());
    if (*dry && !may_rehearse)
      return fail(Errc::invalid, "dry_run.unsupported", "This cannot be rehearsed.");
    request.context.dry_run = *dry;
  }
  const auto* manager = request.header("tessera-manager");
  if (manager == nullptr) return {};
  if (!managed::is_manager(*manager))
    return fail(Errc::invalid, "request.manager", "Tessera-Manager is no name of a manager.");
  request.context.manager = *manager;
  return {};
}

Task<Answer> rehearsed(const Operation& operation, const AdminDeps& deps,
                       const access::Actor& actor, http::Request& request) {
  try {
    co_return co_await operation(deps, actor, request);
  } catch (const DryRun&) {
    co_return ok({{"dry_run", true}});
  }
}

http::Handler guard(const AdminDeps& deps, Operation operation, bool may_rehearse) {
  return [&deps, operation = std::move(operation),
          may_rehearse](http::Request& request) -> Task<http::Response> {
    const auto actor = co_await actor_of(deps, request);
    if (!actor) co_return with_nonce(deps.dpop, request, refuse(deps, actor.error(), request));
    if (const auto good = read_manner(request, may_rehearse); !good)
      co_return with_nonce(deps.dpop, request, refuse(deps, good.error(), request));
    auto answer = co_await rehearsed(operation, deps, *actor, request);
    if (!answer) co_return with_nonce(deps.dpop, request, refuse(deps, answer.error(), request));
    co_return with_nonce(deps.dpop, request, std::move(*answer));
  };
}

}  // namespace

http::Handler guarded(const AdminDeps& deps, Operation operation) {
  return guard(deps, std::move(operation), false);
}

http::Handler changing(const AdminDeps& deps, Operation operation) {
  return guard(deps, std::move(operation), true);
}

http::Handler guarded_once(const AdminDeps& deps, std::string permission, Operation operation) {
  return changing(
      deps,
      [permission = std::move(permission), operation = std::move(operation)](
          const AdminDeps& d, const access::Actor& actor, http::Request& request) -> Task<Answer> {
        // Who lost the permission gets the refusal, not what he was answered when he had it.
        const auto units = access::units_for(actor, permission, request.context.received);
        if (request.context.dry_run || (units && units->empty()))
          co_return co_await operation(d, actor, request);
        Work work = [&]() -> Task<Answer> { return operation(d, actor, request); };
        co_return co_await run_once(d, actor, request, std::move(work));
      });
}

std::string rfc3339(TimePoint t) {
  return codec::render_rfc3339(t);
}

std::optional<TimePoint> parse_rfc3339(std::string_view text) {
  if (const auto time = codec::parse_rfc3339(text)) return time;
  return codec::parse_rfc3339_date(text);
}

Result<Body> Body::of(const http::Request& request) {
  if (request.content_type() != "application/json") {
    return fail(Errc::unsupported, "request.content_type", "Send application/json.");
  }
  auto object = codec::parse_json_object(request.body);
  if (!object) return std::unexpected(std::move(object.error()));
  return Body(std::move(*object));
}

const boost::json::value* Body::take(std::string_view name, bool required) {
  const auto* value = members_.if_contains({name.data(), name.size()});
  if (value != nullptr && value->is_null()) {
    members_.erase(boost::json::string_view(name.data(), name.size()));
    value = nullptr;
  }
  if (value == nullptr && required) wrong(name, "required");
  return value;
}

void Body::wrong(std::string_view name, std::string id) {
  errors_.push_back({.field = "/" + std::string(name), .id = std::move(id)});
}

std::string Body::text(std::string_view name, bool required) {
  const auto* value = take(name, required);
  if (value == nullptr) return {};
  std::string out;
  if (value->is_string())
    out.assign(value->get_string().data(), value->get_string().size());
  else
    wrong(name, "not_text");
  if (value->is_string() && out.empty() && required) wrong(name, "required");
  members_.erase(boost::json::string_view(name.data(), name.size()));
  return out;
}

std::optional<Uuid> Body::id(std::string_view name, bool required) {
  const auto value = text(name, required);
  if (value.empty()) return std::nullopt;
  const auto parsed = parse_uuid(value);
  if (!parsed) wrong(name, "not_an_id");
  return parsed;
}

std::optional<TimePoint> Body::time(std::string_view name) {
  const auto value = text(name);
  if (value.empty()) return std::nullopt;
  const auto parsed = parse_rfc3339(value);
  if (!parsed) wrong(name, "not_a_time");
  return parsed;
}

std::vector<std::string> Body::texts(std::string_view name) {
  std::vector<std::string> out;
  const auto* value = take(name, false);
  if (value == nullptr) return out;
  if (!value->is_array()) {
    wrong(name, "not_a_list");
  } else {
    for (const auto& item : value->get_array()) {
      if (item.is_string())
        out.emplace_back(item.get_string().data(), item.get_string().size());
      else
        wrong(name, "not_text");
    }
  }
  members_.erase(boost::json::string_view(name.data(), name.size()));
  return out;
}

std::optional<std::int64_t> Body::integer(std::string_view name, bool required) {
  std::optional<std::int64_t> out;
  const auto* value = take(name, required);
  if (value == nullptr) return out;
  if (value->is_int64())
    out = value->get_int64();
  else
    wrong(name, "not_an_integer");
  members_.erase(boost::json::string_view(name.data(), name.size()));
  return out;
}

bool Body::flag(std::string_view name) {
  bool out = false;
  const auto* value = take(name, false);
  if (value == nullptr) return out;
  if (value->is_bool())
    out = value->get_bool();
  else
    wrong(name, "not_a_flag");
  members_.erase(boost::json::string_view(name.data(), name.size()));
  return out;
}

Result<void> Body::finish() {
  for (const auto& member : members_)
    wrong(std::string_view(member.key().data(), member.key().size()), "unknown");
  if (errors_.empty()) return {};
  return std::unexpected(Error{.code = Errc::invalid,
                               .id = "request.invalid",
                               .text = "The request has errors.",
                               .fields = std::move(errors_)});
}

Result<Query> Query::of(const http::Request& request) {
  auto form = codec::Form::parse(request.query);
  if (!form) return std::unexpected(std::move(form.error()));
  if (const auto twice = form->duplicate())
    return fail(Errc::invalid, "query.duplicate", *twice + " occurs twice.");
  Query query;
  query.form_ = std::move(*form);
  return query;
}

std::string Query::text(std::string_view name) {
  read_.emplace_back(name);
  return form_.value(name);
}

std::optional<Uuid> Query::id(std::string_view name) {
  const auto value = text(name);
  if (value.empty()) return std::nullopt;
  const auto parsed = parse_uuid(value);
  if (!parsed) errors_.push_back({.field = std::string(name), .id = "not_an_id"});
  return parsed;
}

std::optional<TimePoint> Query::time(std::string_view name) {
  const auto value = text(name);
  if (value.empty()) return std::nullopt;
  const auto parsed = parse_rfc3339(value);
  if (!parsed) errors_.push_back({.field = std::string(name), .id = "not_a_time"});
  return parsed;
}

bool Query::flag(std::string_view name) {
  const auto value = text(name);
  if (!value.empty() && value != "true" && value != "false") {
    errors_.push_back({.field = std::string(name), .id = "not_a_flag"});
  }
  return value == "true";
}

std::size_t Query::page_size() {
  const auto value = text("page_size");
  if (value.empty()) return 50;
  std::size_t size = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), size);
  if (error != std::errc{} || end != value.data() + value.size() || size < 1 || size > 200) {
    errors_.push_back({.field = "page_size", .id = "out_of_range"});
    return 50;
  }
  return size;
}

Result<void> Query::finish() {
  for (const auto& [name, value] : form_.fields()) {
    if (std::ranges::find(read_, name) == read_.end())
      errors_.push_back({.field = name, .id = "unknown"});
  }
  if (errors_.empty()) return {};
  return std::unexpected(Error{.code = Errc::invalid,
                               .id = "query.invalid",
                               .text = "The query has errors.",
                               .fields = std::move(errors_)});
}

Result<Uuid> path_id(const http::Request& request, std::string_view name) {
  const auto id = parse_uuid(request.param(name));
  if (!id) return fail(Errc::not_found, "admin.unknown", "There is nothing with this id.");
  return *id;
}

Result<std::optional<std::int64_t>> if_match(const http::Request& request) {
  const auto* header = request.header("if-match");
  if (header == nullptr || *header == "*") return std::optional<std::int64_t>{};
  std::int64_t version = 0;
  const std::string_view text = *header;
  if (text.size() > 2 && text.front() == '"' && text.back() == '"') {
    const auto [end, error] =
        std::from_chars(text.data() + 1, text.data() + text.size() - 1, version);
    if (error == std::errc{} && end == text.data() + text.size() - 1) return std::optional(version);
  }
  return fail(Errc::precondition, "request.if_match",
              "If-Match is not an entity tag of this resource.");
}

http::Response ok(const boost::json::object& object) {
  return http::json(boost::json::serialize(object));
}

http::Response ok(const boost::json::object& object, std::int64_t version) {
  auto response = ok(object);
  response.header("ETag", '"' + std::to_string(version) + '"');
  return response;
}

http::Response created(const boost::json::object& object, std::int64_t version,
                       std::string location) {
  auto response = ok(object, version);
  response.status = 201;
  response.header("Location", std::move(location));
  return response;
}

http::Response page(const http::Request& request, boost::json::array items,
                    const std::string& next) {
  boost::json::object out;
  out["items"] = std::move(items);
  if (next.empty()) return ok(out);
  out["next_page_token"] = next;
  auto response = ok(out);
  auto fields = codec::Form::parse(request.query).value_or(codec::Form{}).fields();
  std::erase_if(fields, [](const auto& field) { return field.first == "page_token"; });
  fields.emplace_back("page_token", next);
  response.header("Link",
                  '<' + codec::with_query(request.path, fields) + ">; rel=\"next\"");  // RFC 8288
  return response;
}

}  // namespace tessera::endpoints::admin
