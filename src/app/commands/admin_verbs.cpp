#include "app/commands/admin_verbs.hpp"

#include <algorithm>
#include <array>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/codec/form.hpp>

#include "app/commands/table_text.hpp"

namespace tessera::app {
namespace {

namespace json = boost::json;

constexpr std::string_view kRoot = "/api/admin/v1";
constexpr std::array<std::string_view, 25> kLists{"permissions",
                                                  "parents",
                                                  "attributes",
                                                  "redirect_uris",
                                                  "post_logout_redirect_uris",
                                                  "grant_types",
                                                  "scopes",
                                                  "contacts",
                                                  "acr_values",
                                                  "audiences",
                                                  "served_audiences",
                                                  "may_act",
                                                  "token_exchange_subject_clients",
                                                  "token_exchange_audiences",
                                                  "role_filter",
                                                  "role_claims",
                                                  "role_claims_in",
                                                  "claims",
                                                  "request_uris",
                                                  "response_types",
                                                  "default_acr_values",
                                                  "authorization_details_types",
                                                  "units",
                                                  "roles",
                                                  "role_grants"};

bool is_list(std::string_view name) {
  return std::ranges::find(kLists, name) != kLists.end();
}

json::array split(std::string_view text) {
  json::array out;
  while (!text.empty()) {
    const auto end = std::min(text.find(','), text.size());
    out.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

}  // namespace

const std::vector<AdminVerb>& admin_verbs() {
  static const std::vector<AdminVerb> kVerbs{
      {"client", "list", "GET", "/clients", {}, {}},
      {"client", "get", "GET", "/clients/{id}", {}, {}},
      {"client", "create", "POST", "/clients", {}, {}},
      {"client", "update", "PUT", "/clients/{id}", {}, {}},
      {"client", "approve", "POST", "/clients/{id}/status", R"({"status":"approved"})", {"reason"}},
      {"client",
       "suspend",
       "POST",
       "/clients/{id}/status",
       R"({"status":"suspended"})",
       {"reason"}},
      {"client", "expire", "POST", "/clients/{id}/status", R"({"status":"expired"})", {"reason"}},
      {"client", "delete", "POST", "/clients/{id}/status", R"({"status":"expired"})", {"reason"}},
      {"client", "rotate-secret", "POST", "/clients/{id}/secret", "{}", {"overlap"}},
      {"scim", "list", "GET", "/scim-connections", {}, {}},
      {"scim", "get", "GET", "/clients/{id}/scim", {}, {}},
      {"scim", "connect", "PUT", "/clients/{id}/scim", {}, {"unit", "employer"}},
      {"scim", "groups", "PUT", "/clients/{id}/scim/groups", {}, {"roles"}},
      {"scim", "tokens", "GET", "/clients/{id}/scim/tokens", {}, {}},
      {"scim", "create-token", "POST", "/clients/{id}/scim/tokens", {}, {"expires"}},
      {"scim", "revoke-token", "DELETE", "/clients/{id}/scim/tokens/{token}", {}, {}},
      {"scim", "records", "GET", "/clients/{id}/scim/users", {}, {}},
      {"scim", "invite", "POST", "/clients/{id}/scim/users/{user}/invitation", {}, {"ends"}},
      {"scim", "link", "PUT", "/clients/{id}/scim/users/{user}/person", {}, {"person"}},
      {"initial-access-token", "list", "GET", "/initial-access-tokens", {}, {}},
      {"initial-access-token", "create", "POST", "/initial-access-tokens", {}, {}},
      {"initial-access-token", "delete", "DELETE", "/initial-access-tokens/{id}", {}, {}},
      {"initial-access-token", "revoke", "DELETE", "/initial-access-tokens/{id}", {}, {}},
      {"person", "list", "GET", "/people", {}, {}},
      {"person", "find", "POST", "/people/find", {}, {"login"}},
      {"person", "get", "GET", "/people/{id}", {}, {}},
      {"person", "reveal", "POST", "/people/{id}/reveal", {}, {}},
      {"person",
       "suspend",
       "POST",
       "/people/{id}/state",
       R"({"state":"suspended"})",
       {"reference"}},
      {"person", "activate", "POST", "/people/{id}/state", R"({"state":"active"})", {"reference"}},
      {"person", "intervene", "POST", "/people/{id}/intervention", {}, {"event", "reference"}},
      {"person", "sessions", "GET", "/people/{id}/sessions", {}, {}},
      {"person", "end-sessions", "DELETE", "/people/{id}/sessions", {}, {"reference"}},
      {"session", "list", "GET", "/people/{id}/sessions", {}, {}},
      {"session", "delete", "DELETE", "/people/{id}/sessions", {}, {"reference", "session"}},
      {"session", "end", "DELETE", "/people/{id}/sessions", {}, {"reference", "session"}},
      {"invitation", "list", "GET", "/invitations", {}, {}},
      {"invitation", "create", "POST", "/invitations", {}, {}},
      {"invitation", "delete", "DELETE", "/invitations/{id}", {}, {}},
      {"invitation", "revoke", "DELETE", "/invitations/{id}", {}, {}},
      {"unit", "list", "GET", "/units", {}, {}},
      {"unit", "get", "GET", "/units/{id}", {}, {}},
      {"unit", "create", "POST", "/units", {}, {}},
      {"unit", "update", "PATCH", "/units/{id}", {}, {"name"}},
      {"unit", "rename", "PATCH", "/units/{id}", {}, {"name"}},
      {"role", "list", "GET", "/roles", {}, {}},
      {"role", "permissions", "GET", "/permissions", {}, {}},
      {"role", "get", "GET", "/roles/{id}", {}, {}},
      {"role", "create", "POST", "/roles", {}, {}},
      {"role", "update", "PUT", "/roles/{id}", {}, {}},
      {"role", "delete", "DELETE", "/roles/{id}", {}, {}},
      {"role-grant", "list", "GET", "/role-grants", {}, {}},
      {"role-grant", "get", "GET", "/role-grants/{id}", {}, {}},
      {"role-grant", "create", "POST", "/role-grants", {}, {}},
      {"role-grant", "delete", "POST", "/role-grants/{id}/revoke", {}, {"reason"}},
      {"role-grant", "revoke", "POST", "/role-grants/{id}/revoke", {}, {"reason"}},
      {"approval", "list", "GET", "/approvals", {}, {}},
      {"approval", "get", "GET", "/approvals/{id}", {}, {}},
      {"approval", "withdraw", "POST", "/approvals/{id}/withdraw", "{}", {}},
      {"approval", "execute", "POST", "/approvals/{id}/execute", "{}", {}},
      {"approval", "policy", "GET", "/approval-policy", {}, {}},
      {"approval", "require", "PUT", "/approval-policy/{id}", {}, {}},
      {"case", "list", "GET", "/account-cases", {}, {}},
      {"case", "get", "GET", "/account-cases/{id}", {}, {}},
      {"case", "note", "POST", "/account-cases/{id}/notes", {}, {"note"}},
      {"case", "release", "POST", "/account-cases/{id}/release", {}, {"note"}},
      {"recovery", "create", "POST", "/recoveries", {}, {"login", "document", "reference"}},
      {"key", "list", "GET", "/keys", {}, {}},
      {"key", "rotate", "POST", "/keys/rotate", {}, {}},
      {"key", "withdraw", "POST", "/keys/{kid}/withdraw", {}, {"reason"}},
      {"emergency", "list", "GET", "/emergencies", {}, {}},
      {"emergency", "get", "GET", "/emergencies/{id}", {}, {}},
      {"campaign", "list", "GET", "/campaigns", {}, {}},
      {"campaign", "get", "GET", "/campaigns/{id}", {}, {}},
      {"campaign", "start", "POST", "/campaigns", {}, {"name", "due"}},
      {"campaign", "items", "GET", "/campaigns/{id}/items", {}, {}},
      {"campaign", "decide", "POST", "/campaigns/{id}/decisions", {}, {"verdict", "reason"}},
      {"unit-reviewer", "list", "GET", "/unit-reviewers", {}, {}},
      {"unit-reviewer", "set", "PUT", "/unit-reviewers/{id}", {}, {"person"}},
      {"unit-reviewer", "remove", "DELETE", "/unit-reviewers/{id}", {}, {}},
      {"work-case", "list", "GET", "/cases", {}, {}},
      {"work-case", "get", "GET", "/cases/{id}", {}, {}},
      {"work-case", "create", "POST", "/cases", {}, {}},
      {"work-case", "close", "POST", "/cases/{id}/close", "{}", {}},
      {"training", "list", "GET", "/people/{id}/trainings", {}, {}},
      {"training", "create", "POST", "/people/{id}/trainings", {}, {"course", "expires"}},
      {"consent", "list", "GET", "/people/{id}/consents", {}, {}},
      {"consent", "withdraw", "DELETE", "/people/{id}/consents/{client}", {}, {"reference"}},
      {"sign-in-level", "list", "GET", "/sign-in-levels", {}, {}},
      {"purpose", "list", "GET", "/purposes", {}, {}},
      {"role-grant", "delegate", "POST", "/role-grants/{id}/delegations", {}, {}},
      {"audit-event", "list", "GET", "/audit-events", {}, {}},
      {"explain", "", "GET", "/explain", {}, {"person", "permission", "unit"}},
  };
  return kVerbs;
}

const AdminVerb* find_admin_verb(std::string_view noun, std::string_view verb) {
  for (const auto& candidate : admin_verbs()) {
    if (candidate.noun == noun && candidate.verb == verb) return &candidate;
  }
  return nullptr;
}

std::optional<AdminCall> make_admin_call(const AdminVerb& verb,
                                         const std::vector<std::string>& words,
                                         const std::optional<json::object>& file_body) {
  std::string path(kRoot);
  path += verb.path;
  std::size_t next = 0;
  for (auto hole = path.find('{'); hole != std::string::npos; hole = path.find('{')) {
    if (next >= words.size()) return std::nullopt;
    path.replace(hole, path.find('}') - hole + 1, codec::encode_component(words[next++]));
  }
  json::object members = file_body.value_or(json::object{});
  if (!verb.fixed.empty()) {
    for (const auto& member : json::parse(verb.fixed).as_object())
      members.insert_or_assign(member.key(), member.value());
  }
  std::size_t place = 0;
  for (; next < words.size(); ++next) {
    const auto equals = words[next].find('=');
    if (equals == std::string::npos && place >= verb.positional.size()) return std::nullopt;
    const std::string name = equals == std::string::npos ? std::string(verb.positional[place++])
                                                         : words[next].substr(0, equals);
    const auto value = equals == std::string::npos ? words[next] : words[next].substr(equals + 1);
    members[name] = is_list(name) ? json::value(split(value)) : json::value(value);
  }
  AdminCall call{.method = std::string(verb.method), .target = std::move(path)};
  if (call.method == "GET" || call.method == "DELETE") {
    std::vector<std::pair<std::string, std::string>> query;
    for (const auto& member : members) query.emplace_back(member.key(), cell_text(member.value()));
    if (!query.empty()) call.target = codec::with_query(call.target, query);
  } else {
    call.body = json::serialize(members);
  }
  return call;
}

}  // namespace tessera::app
