#include "codec/scim_text.hpp"
#include "endpoints/scim/operations.hpp"
#include "endpoints/scim/resource_operations.hpp"

namespace tessera::endpoints::scim_api {
namespace {

using scim::Caller;

// Members of large groups are many: clients leave them out.
bool wants_members(const Search& search) {
  const auto names = [](std::string_view list) {
    return codec::scim::lower(list).find("members") != std::string::npos;
  };
  return search.shown.empty() ? !names(search.hidden) : names(search.shown);
}

Task<Answer> answer_list(const ScimDeps& deps, const Caller& caller, Search search,
                         const RequestContext& context) {
  auto page = co_await deps.groups.list(caller, search.list, wants_members(search), context);
  if (!page) co_return std::unexpected(std::move(page.error()));
  co_return show_list(search, std::move(*page));
}

Task<Answer> list(const ScimDeps& deps, const Caller& caller, http::Request& request) {
  auto search = search_of_query(request);
  if (!search) co_return std::unexpected(search.error());
  co_return co_await answer_list(deps, caller, std::move(*search), request.context);
}

Task<Answer> search(const ScimDeps& deps, const Caller& caller, http::Request& request) {
  const auto body = body_of(request);
  if (!body) co_return std::unexpected(body.error());
  auto wish = search_of_body(*body);
  if (!wish) co_return std::unexpected(wish.error());
  co_return co_await answer_list(deps, caller, std::move(*wish), request.context);
}

Task<Answer> get(const ScimDeps& deps, const Caller& caller, http::Request& request) {
  return get_one(deps.groups, caller, request);
}

Task<Answer> write(const ScimDeps& deps, const Caller& caller, http::Request& request) {
  return write_one(deps.groups, caller, request);
}

// RFC 7644 3.3, 3.6: roles are made and removed by administration.
Task<Answer> refuse(const ScimDeps&, const Caller&, http::Request&) {
  co_return fail(Errc::forbidden, "",
                 "Groups are roles, which administration opens to this client and closes.");
}

}  // namespace

std::span<const OperationRow> group_operations() {
  using http::Method;
  constexpr std::string_view kGroups = "/scim/v2/Groups", kGroup = "/scim/v2/Groups/{id}";
  static const std::vector<OperationRow> kRows{
      {Method::get, kGroups, scim::kReadGroups, list},
      {Method::post, kGroups, scim::kWriteGroups, refuse},
      {Method::post, "/scim/v2/Groups/.search", scim::kReadGroups, search},
      {Method::get, kGroup, scim::kReadGroups, get},
      {Method::put, kGroup, scim::kWriteGroups, write},
      {Method::patch, kGroup, scim::kWriteGroups, write},
      {Method::del, kGroup, scim::kWriteGroups, refuse}};
  return kRows;
}

}  // namespace tessera::endpoints::scim_api
