// What a person agreed to, for staff in a case, and its end on the person's word.
#include <algorithm>

#include "endpoints/admin/api.hpp"
#include "endpoints/admin/operations.hpp"
#include "endpoints/admin/people_desk.hpp"

namespace tessera::endpoints::admin {
namespace {

using boost::json::array;
using boost::json::object;

constexpr http::RouteOptions kApi{.max_body = 1 << 20,
                                  .style = http::RouteOptions::Style::problem_json};

array texts(const std::vector<std::string>& words) {
  array out;
  for (const auto& word : words) out.emplace_back(word);
  return out;
}

object to_json(const privacy::ConnectedPortal& portal) {
  object out{{"client", to_string(portal.client)},
             {"name", portal.name},
             {"scopes", texts(portal.scopes)},
             {"claims", texts(portal.claims)},
             {"granted", rfc3339(portal.granted)}};
  if (portal.last_release) out["last_release"] = rfc3339(*portal.last_release);
  return out;
}

Task<Answer> list(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  const auto id = path_id(request);
  if (!id) co_return std::unexpected(id.error());
  auto query = Query::of(request);
  if (!query) co_return std::unexpected(std::move(query.error()));
  const access::Named named{.purpose = query->text("purpose"), .work_case = query->id("case")};
  if (auto good = query->finish(); !good) co_return std::unexpected(std::move(good.error()));
  const auto portals = co_await PeopleDesk(deps).consents(actor, *id, named, request.context);
  if (!portals) co_return std::unexpected(portals.error());
  array items;
  for (const auto& portal : *portals) items.push_back(to_json(portal));
  co_return page(request, std::move(items), "");
}

Task<Answer> withdraw(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  const auto id = path_id(request);
  if (!id) co_return std::unexpected(id.error());
  const auto client = path_id(request, "client");
  if (!client) co_return std::unexpected(client.error());
  auto query = Query::of(request);
  if (!query) co_return std::unexpected(std::move(query.error()));
  const access::Named named{.purpose = query->text("purpose"), .work_case = query->id("case")};
  auto reference = query->text("reference");
  if (auto good = query->finish(); !good) co_return std::unexpected(std::move(good.error()));
  const auto done = co_await PeopleDesk(deps).withdraw_consent(
      actor, *id, *client, named, std::move(reference), request.context);
  if (!done) co_return std::unexpected(done.error());
  co_return http::no_content();
}

}  // namespace

void add_consent_operations(http::Router& router, const AdminDeps& deps) {
  const std::string consents = "/api/admin/v1/people/{id}/consents";
  router.add(http::Method::get, consents, guarded(deps, list), kApi);
  router.add(http::Method::del, consents + "/{client}", guarded(deps, withdraw), kApi);
}

}  // namespace tessera::endpoints::admin
