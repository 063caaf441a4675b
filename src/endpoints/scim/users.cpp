#include "endpoints/scim/operations.hpp"
#include "endpoints/scim/resource_operations.hpp"

namespace tessera::endpoints::scim_api {
namespace {

using scim::Caller;

Task<Answer> list(const ScimDeps& deps, const Caller& caller, http::Request& request) {
  const auto search = search_of_query(request);
  if (!search) co_return std::unexpected(search.error());
  auto page = co_await deps.users.list(caller, search->list, request.context);
  if (!page) co_return std::unexpected(std::move(page.error()));
  co_return show_list(*search, std::move(*page));
}

Task<Answer> search(const ScimDeps& deps, const Caller& caller, http::Request& request) {
  const auto body = body_of(request);
  if (!body) co_return std::unexpected(body.error());
  const auto wish = search_of_body(*body);
  if (!wish) co_return std::unexpected(wish.error());
  auto page = co_await deps.users.list(caller, wish->list, request.context);
  if (!page) co_return std::unexpected(std::move(page.error()));
  co_return show_list(*wish, std::move(*page));
}

Task<Answer> create(const ScimDeps& deps, const Caller& caller, http::Request& request) {
  const auto body = body_of(request);
  if (!body) co_return std::unexpected(body.error());
  auto made = co_await deps.users.create(caller, *body, request.context);
  if (!made) co_return std::unexpected(std::move(made.error()));
  co_return show(request, std::move(*made), 201);
}

Task<Answer> get(const ScimDeps& deps, const Caller& caller, http::Request& request) {
  return get_one(deps.users, caller, request);
}

Task<Answer> write(const ScimDeps& deps, const Caller& caller, http::Request& request) {
  return write_one(deps.users, caller, request);
}

Task<Answer> remove(const ScimDeps& deps, const Caller& caller, http::Request& request) {
  const auto id = path_id(request);
  if (!id) co_return std::unexpected(id.error());
  const auto version = if_match(request);
  if (!version) co_return std::unexpected(version.error());
  auto done = co_await deps.users.remove(caller, *id, *version, request.context);
  if (!done) co_return std::unexpected(std::move(done.error()));
  co_return http::no_content();
}

}  // namespace

std::span<const OperationRow> user_operations() {
  using http::Method;
  constexpr std::string_view kUsers = "/scim/v2/Users", kUser = "/scim/v2/Users/{id}";
  static const std::vector<OperationRow> kRows{
      {Method::get, kUsers, scim::kReadUsers, list},
      {Method::post, kUsers, scim::kWriteUsers, create},
      {Method::post, "/scim/v2/Users/.search", scim::kReadUsers, search},
      {Method::get, kUser, scim::kReadUsers, get},
      {Method::put, kUser, scim::kWriteUsers, write},
      {Method::patch, kUser, scim::kWriteUsers, write},
      {Method::del, kUser, scim::kWriteUsers, remove}};
  return kRows;
}

}  // namespace tessera::endpoints::scim_api
