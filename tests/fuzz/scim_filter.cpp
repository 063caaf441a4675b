// rooms: codec
#include <algorithm>

#include <boost/json/object.hpp>

#include <tessera/codec/scim_filter.hpp>

#include "require.hpp"

using namespace tessera::codec;

namespace {

int depth_of(const ScimFilter& filter) {
  int deepest = 0;
  for (const auto& child : filter.children) deepest = std::max(deepest, depth_of(child));
  return deepest + 1;
}

}  // namespace

// Whatever is a filter is bounded and can be applied; a negation says the opposite.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = tessera::fuzz::as_input(data, size);
  const boost::json::object person{
      {"userName", "Ada"},
      {"active", true},
      {"emails", {{{"type", "work"}, {"value", "ada@example.gov"}}, {{"type", "home"}}}}};
  if (const auto filter = parse_scim_filter(text)) {
    tessera::fuzz::require(text.size() <= kLongestScimFilter);
    tessera::fuzz::require(depth_of(*filter) <= 4 * (kDeepestScimFilter + 1));
    ScimFilter none{.kind = ScimFilter::Kind::none_of};
    none.children.push_back(*filter);
    tessera::fuzz::require(matches(none, person) != matches(*filter, person));
  }
  if (const auto path = parse_scim_path(text))
    tessera::fuzz::require(!path->attribute.name.empty());
  return 0;
}
