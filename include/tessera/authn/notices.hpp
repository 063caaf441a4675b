// Notices to a person about the account (requirements 4.6, R26): a mail to every address and a row
// of the inbox under /account/inbox, each with what happened, when, from which coarse device and
// place, and a link "this was not me".
//
// A service that changes something hands the messages of write() to the commit of its change
// (ADR 20):
//
//   change.messages = co_await notices.write({.kind = NoticeKind::authenticator_added,
//                                             .person = person,
//                                             .what = label,
//                                             .authenticator = id}, context);
//
// Delivery makes the inbox row and one mail per address, once, within about a second.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/outbox_message.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/base/task.hpp>
#include <tessera/base/uuid.hpp>

namespace tessera::authn {

// Texts: notice.<word>.subject and notice.<word>.text, with {what} and {until} where they say so.
enum class NoticeKind {
  new_device,
  authenticator_added,
  authenticator_removed,
  authenticator_suspended,
  authenticator_restored,
  authenticator_disabled,
  authenticator_cloned,
  password_changed,
  codes_made,
  recovery_code_sent,
  recovery_code_used,
  recovery_started,
  recovery_cancelled,
  recovery_done,
  contact_added,
  contact_removed,
  address_added,
  address_changed,
  address_removed,
  portal_connected,
  sessions_ended,
  frozen,
  unfrozen,
  account_suspended,  // by staff; what: the case or ticket, as of the next four
  account_blocked,
  account_restored,
  reset_needed,
  reproof_needed,
  reset_and_reproof_needed,
  approval_waiting,  // what: the page of the request, as of the next six
  approval_reminder,
  approval_escalated,
  approval_executed,
  approval_refused,
  approval_expired,
  approval_failed,
  training_ends,       // what: the course and the days left
  break_glass_opened,  // to overseers; what: the number of the emergency, as of the next two
  break_glass_touched,
  break_glass_reviewed,
  grants_review,  // to reviewers; what: name of the campaign
  grants_review_reminder,
};
[[nodiscard]] std::string_view to_string(NoticeKind kind);
[[nodiscard]] std::optional<NoticeKind> parse_notice_kind(std::string_view word);
[[nodiscard]] std::span<const NoticeKind> all_notice_kinds();
// May the person say "this was not me"? Not of what ended or protects something.
[[nodiscard]] bool is_repudiable(NoticeKind kind);

struct Notice {
  NoticeKind kind = NoticeKind::new_device;
  Uuid person;
  std::string what;  // label of the authenticator, name of the portal, masked address; or empty
  std::optional<TimePoint> until;     // end of a waiting period
  std::optional<Uuid> authenticator;  // "this was not me" suspends it
  bool by_person = true;              // false: staff or a job acted; no device and place is told
  std::vector<std::string> also_to;   // besides the present addresses: the one before a change
  // In the mails only: a local path with which this very step is cancelled ("/recover/cancel?...").
  std::string cancel_path;
};

class Notices {
 public:
  virtual ~Notices() = default;
  // Messages for the commit of the change; sealed, addresses and language as they are now. None for
  // a person who is not yet active or not any more.
  [[nodiscard]] virtual Task<std::vector<OutboxMessage>> write(Notice notice,
                                                               const RequestContext& context) = 0;
};

// The outbox message "notice": the row of the inbox, and the mails that follow. Idempotent.
class NoticeDelivery {
 public:
  virtual ~NoticeDelivery() = default;
  [[nodiscard]] virtual Task<Result<std::vector<OutboxMessage>>> deliver(const Uuid& id,
                                                                         BytesView payload) = 0;
};

// What happened to an account, as its owner reads it.
struct InboxItem {
  Uuid id;
  NoticeKind kind = NoticeKind::new_device;
  TimePoint happened;
  std::string what;
  std::string device;
  std::string place;
  std::string address_class;
  std::optional<TimePoint> until;
  bool read = false;
  bool repudiated = false;
};

class Inbox {
 public:
  virtual ~Inbox() = default;
  // Newest first, at most `limit`; before: keyset.
  [[nodiscard]] virtual Task<std::vector<InboxItem>> list(const Uuid& person,
                                                          std::optional<Uuid> before,
                                                          int limit) = 0;
  [[nodiscard]] virtual Task<int> count_unread(const Uuid& person) = 0;
  // Those of this person among ids; all if empty.
  [[nodiscard]] virtual Task<> mark_read(const Uuid& person, std::vector<Uuid> ids,
                                         TimePoint now) = 0;
};

// Where notices go: every validated address of the person. Each once.
class NoticeAddresses {
 public:
  virtual ~NoticeAddresses() = default;
  [[nodiscard]] virtual Task<std::vector<std::string>> addresses(const Uuid& person) = 0;
};

}  // namespace tessera::authn
