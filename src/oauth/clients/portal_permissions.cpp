#include "oauth/clients/portal_permissions.hpp"

#include <algorithm>
#include <set>

namespace tessera::oauth {

std::vector<std::string> split_actions(std::string_view actions) {
  std::vector<std::string> out;
  while (!actions.empty()) {
    const auto end = std::min(actions.find(' '), actions.size());
    if (end > 0) out.emplace_back(actions.substr(0, end));
    actions.remove_prefix(std::min(end + 1, actions.size()));
  }
  return out;
}

std::string permission_name(std::string_view permission_namespace, std::string_view type,
                            std::string_view action) {
  std::string out(permission_namespace);
  out += ':';
  out += type;
  out += '.';
  out += action;
  return out;
}

std::vector<std::string> portal_permissions(const ClientRegistration& r) {
  std::set<std::string> names;
  for (const auto& type : r.resource_types) {
    for (const auto& action : split_actions(type.actions))
      names.insert(permission_name(r.permission_namespace, type.type, action));
  }
  return {names.begin(), names.end()};
}

}  // namespace tessera::oauth
