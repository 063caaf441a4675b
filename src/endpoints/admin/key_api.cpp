// The keys that sign tokens: what there is, and the next ones. No private part leaves the server.
#include <tessera/access/make.hpp>
#include <tessera/jose/jwk.hpp>

#include "endpoints/admin/api.hpp"
#include "endpoints/admin/json.hpp"
#include "endpoints/admin/operations.hpp"

namespace tessera::endpoints::admin {
namespace {

using boost::json::object;
using Step = oauth::RotationStep;

constexpr http::RouteOptions kApi{.max_body = 1 << 20,
                                  .style = http::RouteOptions::Style::problem_json};

std::string_view word_of(Step::Kind kind) {
  switch (kind) {
    case Step::Kind::make_active:
      return "made_active";
    case Step::Kind::make_next:
      return "published";
    case Step::Kind::activate:
      return "activated";
    case Step::Kind::remove:
      return "removed";
  }
  return "";
}

Task<Answer> list(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  const auto may =
      co_await deps.access.require(actor, "key.read", {.type = "signing_key"}, request.context);
  if (!may) co_return std::unexpected(may.error());
  boost::json::array items;
  for (const auto& key : co_await deps.key_rotation.list()) {
    object item{{"kid", key.kid},
                {"alg", jose::to_string(key.alg)},
                {"state", jose::to_string(key.state)},
                {"published", rfc3339(key.published)}};
    if (key.activated) item["activated"] = rfc3339(*key.activated);
    if (key.retired) item["retired"] = rfc3339(*key.retired);
    items.push_back(std::move(item));
  }
  co_return page(request, std::move(items), "");
}

Task<Answer> rotate(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  const auto may =
      co_await deps.access.require(actor, "key.rotate", {.type = "signing_key"}, request.context);
  if (!may) co_return std::unexpected(may.error());
  const int needed = co_await deps.approvals.needed(access::ApprovalKind::key_rotation);
  if (actor.kind != access::Actor::Kind::system && needed > 0) {
    auto asked = co_await deps.approvals.open(actor,
                                              {.kind = access::ApprovalKind::key_rotation,
                                               .subject = "signing_keys",
                                               .what = {{"operation", "rotate"}},
                                               .needed = needed,
                                               .reason = "rotation of the signing keys"},
                                              request.context);
    if (!asked) co_return std::unexpected(std::move(asked.error()));
    co_return accepted(*asked);
  }
  const people::ActingAs by{.kind = std::string(access::to_string(actor.kind)),
                            .id = actor.id,
                            .role = may->role,
                            .purpose = "administration"};
  boost::json::array steps;
  for (const auto& step : co_await deps.key_rotation.rotate(by, request.context)) {
    steps.push_back(object{
        {"kid", step.kid}, {"alg", jose::to_string(step.alg)}, {"step", word_of(step.kind)}});
  }
  co_return ok({{"steps", std::move(steps)}});
}

}  // namespace

void add_key_operations(http::Router& router, const AdminDeps& deps) {
  const std::string keys = "/api/admin/v1/keys";
  router.add(http::Method::get, keys, guarded(deps, list), kApi);
  router.add(http::Method::post, keys + "/rotate", guarded(deps, rotate), kApi);
}

}  // namespace tessera::endpoints::admin
