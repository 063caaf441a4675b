// rooms: oauth
#include <tessera/oauth/authorization_details.hpp>

#include "require.hpp"

using namespace tessera;
using namespace tessera::oauth;

// What is taken is taken again word for word, can be narrowed to itself, and can be shown.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto& catalogue = DetailsCatalogue::standard();
  std::vector<std::string> allowed;
  for (const auto& type : catalogue.all()) allowed.push_back(type.type);
  const auto details = parse_authorization_details(fuzz::as_input(data, size), catalogue, allowed);
  if (!details || details->empty()) return 0;
  const auto again = parse_authorization_details(*details, catalogue, allowed);
  fuzz::require(again.has_value() && *again == *details);
  const auto narrowed = narrow_authorization_details(&*details, *details);
  fuzz::require(narrowed.has_value() && *narrowed == *details);
  fuzz::require(keep_allowed_details(*details, {}).empty());
  fuzz::require(!details_to_show(*details, catalogue, "de").empty());
  return 0;
}
