// The keys that sign tokens: what there is, and the next ones. No private part leaves the server.
#include <tessera/jose/jwk.hpp>

#include "endpoints/admin/api.hpp"
#include "endpoints/admin/json.hpp"
#include "endpoints/admin/key_desk.hpp"
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
  const auto keys = co_await KeyDesk(deps).list(actor, request.context);
  if (!keys) co_return std::unexpected(keys.error());
  boost::json::array items;
  for (const auto& key : *keys) {
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
  auto done = co_await KeyDesk(deps).rotate(actor, request.context);
  if (!done) co_return std::unexpected(std::move(done.error()));
  if (done->request) co_return accepted(*done->request);
  boost::json::array steps;
  for (const auto& step : done->steps) {
    steps.push_back(object{
        {"kid", step.kid}, {"alg", jose::to_string(step.alg)}, {"step", word_of(step.kind)}});
  }
  co_return ok({{"steps", std::move(steps)}});
}

Task<Answer> withdraw(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  auto body = Body::of(request);
  if (!body) co_return std::unexpected(std::move(body.error()));
  auto reason = body->text("reason", true);
  if (auto good = body->finish(); !good) co_return std::unexpected(std::move(good.error()));
  auto done = co_await KeyDesk(deps).withdraw(actor, std::string(request.param("kid")),
                                              std::move(reason), request.context);
  if (!done) co_return std::unexpected(std::move(done.error()));
  if (done->request) co_return accepted(*done->request);
  co_return http::no_content();
}

}  // namespace

void add_key_operations(http::Router& router, const AdminDeps& deps) {
  const std::string keys = "/api/admin/v1/keys";
  router.add(http::Method::get, keys, guarded(deps, list), kApi);
  router.add(http::Method::post, keys + "/rotate", guarded(deps, rotate), kApi);
  router.add(http::Method::post, keys + "/{kid}/withdraw", guarded(deps, withdraw), kApi);
}

}  // namespace tessera::endpoints::admin
