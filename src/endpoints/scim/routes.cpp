#include "endpoints/scim/routes.hpp"

#include <algorithm>

#include "endpoints/scim/operations.hpp"

namespace tessera::endpoints {
namespace {

using scim_api::Answer;

// RFC 7644 3.11: a client for itself is no user.
Task<Answer> no_me(const ScimDeps&, const scim::Caller&, http::Request&) {
  co_return fail(Errc::invalid, "scim.not_implemented", "A client has no user of its own here.");
}

// RFC 7644 3.4.3 over all types: users, then groups.
Task<Answer> search_all(const ScimDeps& deps, const scim::Caller& caller, http::Request& request) {
  const auto body = scim_api::body_of(request);
  if (!body) co_return std::unexpected(body.error());
  auto search = scim_api::search_of_body(*body);
  if (!search) co_return std::unexpected(search.error());
  if (!caller.scopes.contains(scim::kReadGroups) || search->list.cursor || search->list.sort_by) {
    co_return fail(Errc::forbidden, "", "Search /Users or /Groups for this.");
  }
  auto page = co_await deps.users.list(caller, search->list, request.context);
  if (!page) co_return std::unexpected(std::move(page.error()));
  auto rest = search->list;
  rest.start = std::max(rest.start - page->total, std::int64_t{1});
  rest.count -= static_cast<std::int64_t>(page->items.size());
  auto groups = co_await deps.groups.list(caller, rest, true, request.context);
  if (!groups) co_return std::unexpected(std::move(groups.error()));
  page->total += groups->total;
  for (auto& item : groups->items) page->items.push_back(std::move(item));
  co_return scim_api::show_list(*search, std::move(*page));
}

}  // namespace

void add_scim_routes(http::Router& router, const ScimDeps& deps) {
  for (const auto& rows : {scim_api::user_operations(), scim_api::group_operations()}) {
    for (const auto& row : rows)
      router.add(row.method, std::string(row.path), scim_api::guarded(deps, row.scope, row.run),
                 scim_api::options());
  }
  scim_api::add_discovery(router, deps);
  router.add(http::Method::get, "/scim/v2/Me", scim_api::guarded(deps, {}, no_me),
             scim_api::options());
  router.add(http::Method::post, "/scim/v2/.search",
             scim_api::guarded(deps, scim::kReadUsers, search_all), scim_api::options());
  scim_api::add_bulk(router, deps);
}

}  // namespace tessera::endpoints
