#include <tessera/jose/claims.hpp>

#include <algorithm>
#include <cmath>

#include <tessera/codec/json.hpp>

namespace tessera::jose {
namespace {

namespace json = boost::json;

constexpr double kMaxUnixTime = 253402300799;  // the end of the year 9999

std::unexpected<Error> refuse(std::string_view why) {
  return fail(Errc::invalid, "jwt." + std::string(why));
}

bool read_text(const json::object& members, std::string_view name, std::string& out) {
  const auto* member = members.if_contains({name.data(), name.size()});
  if (member == nullptr) return true;
  const auto* text = member->if_string();
  if (text != nullptr) out.assign(text->data(), text->size());
  return text != nullptr;
}

bool read_audience(const json::object& members, std::vector<std::string>& out) {
  const auto* member = members.if_contains("aud");
  if (member == nullptr) return true;
  if (const auto* one = member->if_string()) {
    out.emplace_back(one->data(), one->size());
    return true;
  }
  const auto* list = member->if_array();
  if (list == nullptr) return false;
  for (const auto& element : *list) {
    const auto* text = element.if_string();
    if (text == nullptr) return false;
    out.emplace_back(text->data(), text->size());
  }
  return true;
}

// NumericDate of RFC 7519 2 may have a fraction; it is kept to the microsecond.
bool read_time(const json::object& members, std::string_view name, std::optional<TimePoint>& out) {
  const auto* member = members.if_contains({name.data(), name.size()});
  if (member == nullptr) return true;
  if (!member->is_number()) return false;
  const auto value = member->to_number<double>();
  if (!(value >= 0 && value <= kMaxUnixTime)) return false;
  out = TimePoint{Duration{static_cast<std::int64_t>(std::floor(value * 1e6))}};
  return true;
}

}  // namespace

Result<Claims> parse_claims(std::string_view text) {
  auto members = codec::parse_json_object(text);
  if (!members) return refuse("malformed");
  Claims claims;
  const bool good =
      read_text(*members, "iss", claims.iss) && read_text(*members, "sub", claims.sub) &&
      read_text(*members, "jti", claims.jti) && read_audience(*members, claims.aud) &&
      read_time(*members, "exp", claims.exp) && read_time(*members, "nbf", claims.nbf) &&
      read_time(*members, "iat", claims.iat);
  if (!good) return refuse("malformed");
  claims.members = std::move(*members);
  return claims;
}

Result<void> check_claims(const Claims& claims, const ClaimRules& rules, TimePoint now) {
  if (!rules.issuer.empty() && claims.iss != rules.issuer) return refuse("issuer");
  const bool addressed = std::ranges::find(claims.aud, rules.audience) != claims.aud.end();
  if (!rules.audience.empty() && !addressed) return refuse("audience");
  if (rules.require_exp && !claims.exp) return refuse("expired");
  // RFC 7519 4.1.4: on or after exp it is not accepted; 4.1.5: before nbf neither.
  if (claims.exp && !rules.accept_expired && now >= *claims.exp + rules.leeway)
    return refuse("expired");
  if (claims.nbf && now + rules.leeway < *claims.nbf) return refuse("early");
  if (claims.iat && now + rules.leeway < *claims.iat) return refuse("early");
  if (!rules.max_age) return {};
  const bool fresh = claims.iat && now <= *claims.iat + *rules.max_age + rules.leeway;
  if (!fresh) return refuse("stale");
  return {};
}

}  // namespace tessera::jose
