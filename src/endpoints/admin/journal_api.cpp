#include <algorithm>

#include "endpoints/admin/api.hpp"
#include "endpoints/admin/client_desk.hpp"
#include "endpoints/admin/json.hpp"
#include "endpoints/admin/operations.hpp"
#include "openapi.hpp"

namespace tessera::endpoints::admin {
namespace {

constexpr http::RouteOptions kApi{.max_body = 1 << 20,
                                  .style = http::RouteOptions::Style::problem_json};

Task<Answer> list(const AdminDeps& deps, const access::Actor& actor, http::Request& request) {
  auto query = Query::of(request);
  if (!query) co_return std::unexpected(std::move(query.error()));
  const audit::EventQuery wish{.type_prefix = query->text("type"),
                               .actor = query->id("actor"),
                               .subject = query->id("subject"),
                               .from = query->time("from"),
                               .until = query->time("until"),
                               .before = query->id("page_token"),
                               .limit = query->page_size()};
  if (auto good = query->finish(); !good) co_return std::unexpected(std::move(good.error()));
  auto rows = co_await find_events(deps, actor, wish, request.context);
  if (!rows) co_return std::unexpected(std::move(rows.error()));
  const auto next = rows->size() == wish.limit ? to_string(rows->back().id) : "";
  co_return page(request, to_array(*rows), next);
}

Task<http::Response> document(http::Request&) {
  const auto files = embedded::openapi();
  const auto found = std::ranges::find(files, "admin.json", &embedded::File::path);
  co_return http::json(std::string(found == files.end() ? "{}" : found->data));
}

}  // namespace

void add_journal_operations(http::Router& router, const AdminDeps& deps) {
  router.add(http::Method::get, "/api/admin/v1/audit-events", guarded(deps, list), kApi);
  router.add(http::Method::get, "/api/admin/v1/openapi.json", document,
             kApi);  // no secret: it is in the repository
}

}  // namespace tessera::endpoints::admin
