#include <tessera/people/verified_values.hpp>

#include <algorithm>

#include "people/claims.hpp"

namespace tessera::people {
namespace {

bool is_proofed(const Attribute& attribute) {
  return attribute.verified && (attribute.method == "document" || attribute.method == "register");
}

}  // namespace

Task<std::vector<VerifiedValue>> verified_values(PeopleService& people, const Uuid& person,
                                                 std::span<const std::string> claims,
                                                 TimePoint now) {
  std::vector<VerifiedValue> out;
  const auto& catalogue = Catalogue::standard();
  const auto wanted = attributes_for_claims(catalogue, claims);
  if (wanted.empty()) co_return out;
  auto held = co_await people.attributes(person, wanted);
  std::erase_if(held, [](const Attribute& attribute) { return !is_proofed(attribute); });
  for (const auto& claim : claims) {
    const std::vector<std::string> one{claim};
    const auto origins = attributes_for_claims(catalogue, one);
    if (origins.size() != 1) continue;  // unknown, or made of several values
    const auto origin = std::ranges::find(held, origins.front(), &Attribute::name);
    if (origin == held.end()) continue;
    auto rendered = render_claims(catalogue, held, one, now);
    if (rendered.empty()) continue;
    out.push_back({.claim = std::string(rendered.begin()->key()),
                   .value = std::move(rendered.begin()->value()),
                   .method = origin->method,
                   .source = origin->source,
                   .verified = *origin->verified});
  }
  co_return out;
}

}  // namespace tessera::people
