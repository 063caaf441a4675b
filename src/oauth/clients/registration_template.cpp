#include <boost/json/array.hpp>

#include <tessera/oauth/registration_store.hpp>

#include "oauth/clients/registration_check.hpp"

namespace tessera::oauth {
namespace {

namespace json = boost::json;

json::array to_array(const std::vector<std::string>& items) {
  return json::array(items.begin(), items.end());
}

}  // namespace

json::object to_json(const RegistrationTemplate& limits) {
  json::array claims;
  for (const auto& claim : limits.claims) {
    claims.push_back(json::object{
        {"claim", claim.claim}, {"purpose", claim.purpose}, {"legal_basis", claim.legal_basis}});
  }
  return {{"profile", limits.profile},
          {"owner", limits.owner},
          {"contacts", to_array(limits.contacts)},
          {"grant_types", to_array(limits.grant_types)},
          {"scopes", to_array(limits.scopes)},
          {"claims", std::move(claims)},
          {"authorization_details_types", to_array(limits.authorization_details_types)},
          {"approve", limits.approve}};
}

// Its members are those of a registration, so that they are read by the same rules.
Result<RegistrationTemplate> parse_registration_template(const json::object& object) {
  auto members = object;
  RegistrationTemplate out;
  if (const auto* approve = members.if_contains("approve")) {
    if (!approve->is_bool()) {
      Error error{.code = Errc::invalid, .id = "registration.template"};
      error.fields.push_back({"/approve", "not_a_boolean", {}});
      return std::unexpected(std::move(error));
    }
    out.approve = approve->get_bool();
    members.erase("approve");
  }
  auto read = parse_registration(members);
  if (!read) {
    read.error().id = "registration.template";
    return std::unexpected(std::move(read.error()));
  }
  out.profile = read->profile;
  out.owner = read->owner;
  out.contacts = read->contacts;
  if (members.contains("grant_types")) out.grant_types = read->grant_types;
  out.scopes = read->scopes;
  out.claims = read->claims;
  out.authorization_details_types = read->authorization_details_types;
  return out;
}

}  // namespace tessera::oauth
