#include "people/claims.hpp"

#include <algorithm>
#include <set>

#include <boost/json/parse.hpp>

namespace tessera::people {
namespace {

constexpr std::string_view kVerifiedPrefix = "verified:";

bool is_verified_mark(const AttributeSpec& spec) {
  return spec.derived.starts_with(kVerifiedPrefix);
}
std::string_view origin_of(const AttributeSpec& spec) {
  return std::string_view(spec.derived).substr(kVerifiedPrefix.size());
}

const Attribute* find_value(std::span<const Attribute> values, std::string_view name) {
  const auto found = std::ranges::find(values, name, &Attribute::name);
  return found == values.end() ? nullptr : &*found;
}

boost::json::value typed(AttributeType type, const std::string& text) {
  if (type == AttributeType::boolean) return text == "true";
  if (type != AttributeType::address) return boost::json::string(text);
  boost::system::error_code bad;
  auto parsed = boost::json::parse(text, bad);
  return bad ? boost::json::value(nullptr) : parsed;
}

boost::json::value claim_value(const AttributeSpec& spec, std::span<const Attribute> values) {
  if (spec.derived == "updated") {
    if (values.empty()) return nullptr;
    return to_unix(std::ranges::max_element(values, {}, &Attribute::recorded)->recorded);
  }
  const auto* value = find_value(values, is_verified_mark(spec) ? origin_of(spec) : spec.name);
  if (value == nullptr) return nullptr;
  if (is_verified_mark(spec)) return value->verified.has_value();
  return typed(spec.type, value->value);
}

}  // namespace

std::vector<std::string> attributes_for_claims(const Catalogue& catalogue,
                                               std::span<const std::string> claims) {
  std::set<std::string> names;
  for (const auto& claim : claims) {
    const auto* spec = catalogue.find_claim(claim);
    if (spec == nullptr) continue;
    if (spec->derived == "updated") {
      for (const auto& each : catalogue.all()) {
        if (each.derived.empty() && !each.claim.empty()) names.insert(each.name);
      }
    } else {
      names.insert(is_verified_mark(*spec) ? std::string(origin_of(*spec)) : spec->name);
    }
  }
  return {names.begin(), names.end()};
}

boost::json::object render_claims(const Catalogue& catalogue, std::span<const Attribute> values,
                                  std::span<const std::string> claims) {
  boost::json::object out;
  for (const auto& claim : claims) {
    const auto* spec = catalogue.find_claim(claim);
    if (spec == nullptr) continue;
    auto value = claim_value(*spec, values);
    if (!value.is_null()) out[claim] = std::move(value);
  }
  return out;
}

}  // namespace tessera::people
