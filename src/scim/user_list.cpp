// Lists of users: what an index gives is looked up, a page without a filter is read as it is, and
// everything else is looked through within bounds.
#include <algorithm>
#include <array>

#include <tessera/people/acting_event.hpp>
#include <tessera/scim/user_service.hpp>

#include "scim/user_resource.hpp"
#include "scim/user_seal.hpp"

namespace tessera::scim {
namespace {

constexpr std::int64_t kBatch = 500;

struct Indexed {
  std::string_view name;
  std::string_view sub;
  std::string_view kind;
};
constexpr std::array kIndexed{
    Indexed{"userName", "", "user_name"}, Indexed{"externalId", "", "external_id"},
    Indexed{"emails", "value", "email"}, Indexed{"employeeNumber", "", "employee_number"}};

std::unexpected<Error> unknown_cursor() {  // RFC 9865 2.1
  return fail(Errc::invalid, "invalidCursor", "This is no cursor of this list.");
}

}  // namespace

// Rows that may match; whether they do is decided afterwards.
Task<Result<std::vector<UserRow>>> UserService::candidates(const Caller& caller,
                                                           const ListQuery& query) {
  const auto& client = caller.connection.client;
  std::vector<UserRow> out;
  if (query.filter) {
    if (const auto* same = codec::find_scim_equality(*query.filter, "id")) {
      const auto id = parse_uuid(std::string_view(same->value.get_string()));
      if (!id) co_return out;
      if (auto row = co_await parts_.users.find(client, *id)) out.push_back(std::move(*row));
      co_return out;
    }
    for (const auto& index : kIndexed) {
      const auto* same = codec::find_scim_equality(*query.filter, index.name, index.sub);
      if (same == nullptr) continue;
      const auto values = wanted_fingerprints(
          index.kind, std::string_view(same->value.get_string()), client, *parts_.keys.get());
      co_return co_await parts_.users.match(client, index.kind, values);
    }
  }
  if (co_await parts_.users.count(client) > kMostScanned) {
    co_return fail(Errc::invalid, "tooMany",
                   "Too many users to look through: ask for a userName, externalId, e-mail address "
                   "or employeeNumber, or page without a filter.");
  }
  std::optional<Uuid> after;
  while (true) {
    auto batch = co_await parts_.users.list(client, after, 0, kBatch);
    if (batch.empty()) co_return out;
    after = batch.back().id;
    for (auto& row : batch) out.push_back(std::move(row));
  }
}

Task<Result<ListPage>> UserService::list_all(const Caller& caller, const ListQuery& query) {
  auto wish = query;
  Uuid after;
  if (query.cursor && !query.cursor->empty()) {
    const auto parsed = parse_cursor(*query.cursor);
    if (!parsed || query.sort_by) co_return unknown_cursor();
    after = *parsed;
  }
  const auto rows = co_await candidates(caller, query);
  if (!rows) co_return std::unexpected(rows.error());
  std::vector<boost::json::object> found;
  std::vector<Uuid> ids;
  for (const auto& row : *rows) {
    auto body = render_user(row, open(row), parts_.base);
    if (query.filter && !codec::matches(*query.filter, body)) continue;
    found.push_back(std::move(body));
    ids.push_back(row.id);
  }
  if (!query.cursor) co_return cut_page(std::move(found), query);
  const auto skipped = std::ranges::count_if(ids, [&](const Uuid& id) { return id <= after; });
  wish.start = skipped + 1;
  auto page = cut_page(std::move(found), wish);
  const auto last = static_cast<std::size_t>(skipped) + page.items.size();
  if (!query.sort_by && !page.items.empty() && last < ids.size())
    page.next_cursor = cursor_after(ids[last - 1]);
  co_return page;
}

Task<Result<ListPage>> UserService::list(const Caller& caller, const ListQuery& query,
                                         const RequestContext& context) {
  Result<ListPage> page;
  if (query.filter || query.sort_by) {
    page = co_await list_all(caller, query);
  } else {
    const auto& client = caller.connection.client;
    std::optional<Uuid> after;
    if (query.cursor && !query.cursor->empty()) {
      after = parse_cursor(*query.cursor);
      if (!after) co_return unknown_cursor();
    }
    const auto offset = query.cursor ? 0 : query.start - 1;
    page->counted = !query.cursor;
    if (page->counted) page->total = co_await parts_.users.count(client);
    page->start = query.start;
    const auto rows = co_await parts_.users.list(client, after, offset, query.count + 1);
    const auto shown = std::min(rows.size(), static_cast<std::size_t>(query.count));
    for (std::size_t i = 0; i < shown; ++i)
      page->items.push_back(render_user(rows[i], open(rows[i]), parts_.base));
    if (query.cursor && rows.size() > shown && shown > 0)
      page->next_cursor = cursor_after(rows[shown - 1].id);
  }
  if (!page) co_return page;
  auto event = people::acting_event("scim.users_read", caller.acting(), context);
  event.object_type = "client";
  event.object_id = to_string(caller.connection.client);
  event.details["count"] = page->items.size();
  co_await parts_.journal.append_one(std::move(event));
  co_return page;
}

}  // namespace tessera::scim
