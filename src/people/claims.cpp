#include "people/claims.hpp"
#include "people/predicates.hpp"

#include <algorithm>
#include <set>

#include <boost/json/parse.hpp>

namespace tessera::people {
namespace {

constexpr std::string_view kVerifiedPrefix = "verified:";

bool is_verified_mark(const AttributeSpec& spec) {
  return spec.derived.starts_with(kVerifiedPrefix);
}

// The attribute that a claim is made of.
std::string origin_of(const AttributeSpec& spec) {
  if (is_verified_mark(spec)) return spec.derived.substr(kVerifiedPrefix.size());
  if (spec.derived.starts_with("age_over:")) return "birthdate";
  if (spec.derived == "resident_of") return "address";
  return spec.name;
}

const Attribute* find_value(std::span<const Attribute> values, std::string_view name) {
  const auto found = std::ranges::find(values, name, &Attribute::name);
  return found == values.end() ? nullptr : &*found;
}

// R68: from verified values only, and nothing of the value itself.
boost::json::value predicate(const AttributeSpec& spec, const Attribute& source,
                             std::string_view parameter, TimePoint now) {
  if (!source.verified) return nullptr;
  if (spec.derived == "resident_of") {
    if (parameter.empty() || !is_resident_of(source.value, parameter)) return nullptr;
    return boost::json::string(parameter);
  }
  const auto over = is_age_over(source.value, *parse_age(spec.derived), now);
  return over ? boost::json::value(*over) : nullptr;
}

boost::json::value claim_of(const AttributeSpec& spec, std::span<const Attribute> values,
                            std::string_view parameter, TimePoint now) {
  if (spec.derived == "updated") {
    if (values.empty()) return nullptr;
    return to_unix(std::ranges::max_element(values, {}, &Attribute::recorded)->recorded);
  }
  const auto* value = find_value(values, origin_of(spec));
  if (value == nullptr) return nullptr;
  if (is_verified_mark(spec)) return value->verified.has_value();
  if (spec.is_predicate()) return predicate(spec, *value, parameter, now);
  return claim_value(spec, value->value);
}

}  // namespace

boost::json::value claim_value(const AttributeSpec& spec, const std::string& text) {
  if (spec.type == AttributeType::boolean) return text == "true";
  if (spec.type != AttributeType::address) return boost::json::string(text);
  boost::system::error_code bad;
  auto parsed = boost::json::parse(text, bad);
  return bad ? boost::json::value(nullptr) : parsed;
}

ClaimName split_claim(std::string_view claim) {
  const auto colon = claim.find(':');
  if (colon == std::string_view::npos) return {claim, {}};
  return {claim.substr(0, colon), claim.substr(colon + 1)};
}

std::vector<std::string> attributes_for_claims(const Catalogue& catalogue,
                                               std::span<const std::string> claims) {
  std::set<std::string> names;
  for (const auto& claim : claims) {
    const auto* spec = catalogue.find_claim(split_claim(claim).name);
    if (spec == nullptr) continue;
    if (spec->derived == "updated") {
      for (const auto& each : catalogue.all()) {
        if (each.derived.empty() && !each.claim.empty()) names.insert(each.name);
      }
    } else {
      names.insert(origin_of(*spec));
    }
  }
  return {names.begin(), names.end()};
}

boost::json::object render_claims(const Catalogue& catalogue, std::span<const Attribute> values,
                                  std::span<const std::string> claims, TimePoint now) {
  boost::json::object out;
  for (const auto& claim : claims) {
    const auto [name, parameter] = split_claim(claim);
    const auto* spec = catalogue.find_claim(name);
    if (spec == nullptr) continue;
    auto value = claim_of(*spec, values, parameter, now);
    if (!value.is_null()) out[name] = std::move(value);
  }
  return out;
}

}  // namespace tessera::people
