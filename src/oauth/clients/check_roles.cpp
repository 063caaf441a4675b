// What a client may learn of roles and ask about them: its own namespace, and nothing that reads
// like a permission of this server.
#include <algorithm>
#include <set>

#include <tessera/oauth/decision_point.hpp>

#include "oauth/clients/portal_permissions.hpp"
#include "oauth/clients/registration_check.hpp"

namespace tessera::oauth {
namespace {

constexpr std::size_t kMostTypes = 50;
constexpr std::size_t kMostActions = 50;

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}

bool is_word(char c) {
  return is_lower(c) || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

bool is_namespace(std::string_view text) {
  return text.size() >= 2 && text.size() <= 31 && is_lower(text.front()) &&
         std::ranges::all_of(
             text, [](char c) { return is_lower(c) || (c >= '0' && c <= '9') || c == '_'; });
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 60 && text.front() != '-' &&
         std::ranges::all_of(text, is_word);
}

bool is_action(std::string_view text) {
  if (text.ends_with(kOwnSuffix)) text.remove_suffix(kOwnSuffix.size());
  return is_name(text);
}

void check_type(const ResourceType& type, const std::string& at, RegistrationCheck& check) {
  check.require(is_name(type.type), at + "/type", "not_a_name");
  const auto actions = split_actions(type.actions);
  check.require(!actions.empty(), at + "/actions", "required");
  check.require(actions.size() <= kMostActions, at + "/actions", "too_many");
  check.require(std::ranges::all_of(actions, is_action), at + "/actions", "not_a_name");
  check.require(type.owner.empty() || is_name(type.owner), at + "/owner", "not_a_name");
  check.require(type.sign_in.empty() || type.sign_in == kSignInAssured, at + "/sign_in",
                "unknown_value");
}

void check_words(const std::vector<std::string>& words, std::initializer_list<const char*> known,
                 const char* member, RegistrationCheck& check) {
  std::set<std::string> seen;
  for (const auto& word : words) {
    check.require(std::ranges::find(known, word) != known.end(), member, "unknown_value");
    check.require(seen.insert(word).second, member, "duplicate");
  }
}

}  // namespace

void check_roles(const ClientRegistration& r, RegistrationCheck& check) {
  check_words(r.role_claims, {"roles", "groups", "entitlements"}, "role_claims", check);
  check_words(r.role_claims_in, {"access_token", "id_token", "userinfo"}, "role_claims_in", check);
  check.require(!r.roles_claim || !r.role_claims.empty(), "role_claims", "required");
  check.require(!r.roles_claim || !r.role_claims_in.empty(), "role_claims_in", "required");
  const auto& name = r.permission_namespace;
  check.require(name.empty() || is_namespace(name), "permission_namespace", "not_a_name");
  check.require(!name.empty() || r.resource_types.empty(), "permission_namespace", "required");
  check.require(r.resource_types.size() <= kMostTypes, "resource_types", "too_many");
  std::set<std::string> seen;
  for (std::size_t i = 0; i < r.resource_types.size(); ++i) {
    const auto at = "resource_types/" + std::to_string(i);
    check_type(r.resource_types[i], at, check);
    check.require(seen.insert(r.resource_types[i].type).second, at + "/type", "duplicate");
  }
  // Who asks about people without one of them being there, asks as itself.
  const bool asks = contains(r.scopes, kAuthzenScope);
  check.require(!asks || contains(r.grant_types, "client_credentials"), "scopes",
                "needs_client_credentials");
}

}  // namespace tessera::oauth
