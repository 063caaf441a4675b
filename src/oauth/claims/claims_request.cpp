// The claims parameter of OpenID Connect Core 5.5, read tolerantly as that section asks: what is
// not understood is ignored, what is not JSON of the right shape is refused.
#include <boost/json/array.hpp>

#include <tessera/codec/json.hpp>
#include <tessera/oauth/authorize_request.hpp>

#include "oauth/claims/verified_claims.hpp"

namespace tessera::oauth {
namespace {

namespace json = boost::json;
constexpr std::size_t kMaxBytes = 4096;
constexpr std::size_t kMaxClaims = 50;

void add_values(const json::value& values, std::vector<std::string>& out) {
  if (!values.is_array()) return;
  for (const auto& value : values.get_array()) {
    if (value.is_string()) out.emplace_back(value.get_string());
  }
}

std::optional<ClaimRequest> parse_member(std::string_view name, const json::value& value) {
  ClaimRequest out{.name = std::string(name)};
  if (value.is_null()) return out;  // 5.5.1: asked for in the default manner
  if (!value.is_object()) return std::nullopt;
  const auto& object = value.get_object();
  if (const auto* essential = object.if_contains("essential")) {
    if (!essential->is_bool()) return std::nullopt;
    out.essential = essential->get_bool();
  }
  if (const auto* one = codec::find_string(object, "value")) out.values.emplace_back(*one);
  if (const auto* many = object.if_contains("values")) add_values(*many, out.values);
  return out;
}

bool parse_part(const json::object& whole, std::string_view part, std::vector<ClaimRequest>& out) {
  const auto* value = whole.if_contains(part);
  if (value == nullptr || value->is_null()) return true;
  if (!value->is_object() || value->get_object().size() > kMaxClaims) return false;
  for (const auto& [name, member] : value->get_object()) {
    if (std::string_view(name) == kVerifiedClaims) {
      auto verified = parse_verified_request(member);
      if (!verified) return false;
      out.push_back({.name = std::string(name), .values = {std::move(*verified)}});
      continue;
    }
    auto claim = parse_member(name, member);
    if (!claim) return false;
    out.push_back(std::move(*claim));
  }
  return true;
}

}  // namespace

std::optional<ClaimsRequest> parse_claims_request(std::string_view text) {
  const auto object = codec::parse_json_object(text, kMaxBytes);
  if (!object) return std::nullopt;
  ClaimsRequest out;
  if (!parse_part(*object, "userinfo", out.userinfo)) return std::nullopt;
  if (!parse_part(*object, "id_token", out.id_token)) return std::nullopt;
  return out;
}

}  // namespace tessera::oauth
