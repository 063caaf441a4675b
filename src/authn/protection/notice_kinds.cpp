#include <array>

#include <tessera/authn/notices.hpp>

namespace tessera::authn {
namespace {

struct Row {
  NoticeKind kind;
  std::string_view word;
  bool repudiable;
};

using enum NoticeKind;
constexpr std::array<Row, 42> kRows{{{new_device, "new_device", true},
                                     {authenticator_added, "authenticator_added", true},
                                     {authenticator_removed, "authenticator_removed", true},
                                     {authenticator_suspended, "authenticator_suspended", true},
                                     {authenticator_restored, "authenticator_restored", true},
                                     {authenticator_disabled, "authenticator_disabled", false},
                                     {authenticator_cloned, "authenticator_cloned", false},
                                     {password_changed, "password_changed", true},
                                     {codes_made, "codes_made", true},
                                     {recovery_code_sent, "recovery_code_sent", true},
                                     {recovery_code_used, "recovery_code_used", true},
                                     {recovery_started, "recovery_started", true},
                                     {recovery_cancelled, "recovery_cancelled", true},
                                     {recovery_done, "recovery_done", true},
                                     {contact_added, "contact_added", true},
                                     {contact_removed, "contact_removed", true},
                                     {address_added, "address_added", true},
                                     {address_changed, "address_changed", true},
                                     {address_removed, "address_removed", true},
                                     {portal_connected, "portal_connected", true},
                                     {sessions_ended, "sessions_ended", false},
                                     {frozen, "frozen", false},
                                     {unfrozen, "unfrozen", true},
                                     {account_suspended, "account_suspended", false},
                                     {account_blocked, "account_blocked", false},
                                     {account_restored, "account_restored", false},
                                     {reset_needed, "reset_needed", false},
                                     {reproof_needed, "reproof_needed", false},
                                     {reset_and_reproof_needed, "reset_and_reproof_needed", false},
                                     {approval_waiting, "approval_waiting", false},
                                     {approval_reminder, "approval_reminder", false},
                                     {approval_escalated, "approval_escalated", false},
                                     {approval_executed, "approval_executed", false},
                                     {approval_refused, "approval_refused", false},
                                     {approval_expired, "approval_expired", false},
                                     {approval_failed, "approval_failed", false},
                                     {training_ends, "training_ends", false},
                                     {break_glass_opened, "break_glass_opened", false},
                                     {break_glass_touched, "break_glass_touched", false},
                                     {break_glass_reviewed, "break_glass_reviewed", false},
                                     {grants_review, "grants_review", false},
                                     {grants_review_reminder, "grants_review_reminder", false}}};

constexpr auto kKinds = [] {
  std::array<NoticeKind, kRows.size()> kinds{};
  for (std::size_t i = 0; i < kRows.size(); ++i) kinds[i] = kRows[i].kind;
  return kinds;
}();

}  // namespace

std::string_view to_string(NoticeKind kind) {
  for (const auto& row : kRows) {
    if (row.kind == kind) return row.word;
  }
  return {};
}

std::optional<NoticeKind> parse_notice_kind(std::string_view word) {
  for (const auto& row : kRows) {
    if (row.word == word) return row.kind;
  }
  return std::nullopt;
}

std::span<const NoticeKind> all_notice_kinds() {
  return kKinds;
}

bool is_repudiable(NoticeKind kind) {
  for (const auto& row : kRows) {
    if (row.kind == kind) return row.repudiable;
  }
  return false;
}

}  // namespace tessera::authn
