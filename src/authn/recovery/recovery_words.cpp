#include <tessera/authn/recovery_store.hpp>

#include <algorithm>
#include <array>

namespace tessera::authn {
namespace {

constexpr std::array<std::string_view, 4> kKinds{"address", "recovery", "contact", "number"};
static_assert(kKinds.size() == static_cast<std::size_t>(IssuedCodeKind::number) + 1);

}  // namespace

std::string_view to_string(IssuedCodeKind kind) {
  return kKinds[static_cast<std::size_t>(kind)];
}

std::optional<IssuedCodeKind> parse_issued_code_kind(std::string_view word) {
  const auto found = std::ranges::find(kKinds, word);
  if (found == kKinds.end()) return std::nullopt;
  return static_cast<IssuedCodeKind>(found - kKinds.begin());
}

}  // namespace tessera::authn
