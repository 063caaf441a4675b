#include <tessera/enrol/application.hpp>

#include <tessera/enrol/applicant_service.hpp>
#include <tessera/enrol/invitation.hpp>
#include <tessera/enrol/review_service.hpp>

#include <algorithm>
#include <array>

namespace tessera::enrol {
namespace {

constexpr std::array<std::string_view, 3> kKinds{"citizen", "staff", "bootstrap"};
constexpr std::array<std::string_view, 5> kInvitations{"open", "accepted", "used", "revoked",
                                                       "expired"};
constexpr std::size_t kShown = 3;

}  // namespace

std::string_view to_string(ApplicationKind kind) {
  return kKinds[static_cast<std::size_t>(kind)];
}

std::optional<ApplicationKind> parse_application_kind(std::string_view text) {
  const auto found = std::ranges::find(kKinds, text);
  if (found == kKinds.end()) return std::nullopt;
  return static_cast<ApplicationKind>(found - kKinds.begin());
}

std::string_view to_string(InvitationState state) {
  return kInvitations[static_cast<std::size_t>(state)];
}

std::string DraftView::value(std::string_view name) const {
  const auto found = std::ranges::find(values, name, &Value::name);
  return found == values.end() ? std::string{} : found->value;
}

std::string mask_value(std::string_view name, std::string_view value) {
  const bool masked = name == "document_number" || name == "national_id" || name == "email" ||
                      name == "phone_number" || name == "address";
  if (!masked) return std::string(value);
  constexpr std::string_view kDots = "\u2022\u2022\u2022\u2022";
  // Whole characters of the end, so that no byte of a longer one stands alone.
  auto at = value.size() > 2 * kShown ? value.size() - kShown : value.size();
  while (at < value.size() && (static_cast<unsigned char>(value[at]) & 0xC0) == 0x80) ++at;
  return std::string(kDots) + std::string(value.substr(at));
}

}  // namespace tessera::enrol
