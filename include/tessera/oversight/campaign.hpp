// Reviews of role grants (R34; docs/adr/0040): somebody looks at each grant, and what nobody keeps
// until the due date is not in force any more.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include <tessera/access/admin.hpp>
#include <tessera/access/decision.hpp>
#include <tessera/audit/event.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/outbox_message.hpp>
#include <tessera/base/task.hpp>

namespace tessera::oversight {

inline constexpr days kShortestCampaign{1};
inline constexpr days kLongestCampaign{90};
inline constexpr days kScheduledCampaign{30};
inline constexpr days kMoveReview{14};

// asked: by a role admin. move: the grants of one person who went to another unit.
enum class CampaignKind { asked, scheduled, move };
[[nodiscard]] std::string_view to_string(CampaignKind kind);
[[nodiscard]] std::optional<CampaignKind> parse_campaign_kind(std::string_view word);

struct Campaign {
  Uuid id;
  std::string name;
  CampaignKind kind = CampaignKind::asked;
  std::optional<Uuid> started_by;  // nullopt: the system user
  std::vector<Uuid> units;         // with all below them
  std::vector<std::string> roles;  // none: all
  TimePoint created;
  TimePoint due;
  int reminded = 0;
  std::optional<TimePoint> closed = {};
  int total = 0;  // grants in it ...
  int open = 0;   // ... and those that nobody decided
};

struct NewCampaign {
  std::string name;
  std::vector<Uuid> units;
  std::vector<std::string> roles;
  TimePoint due;
};

struct CampaignItem {
  Uuid campaign;
  Uuid role_grant;
  Uuid person;  // the holder
  Uuid unit;
  std::optional<Uuid> reviewer;  // nullopt: whoever may review in the unit
  std::string role;
  TimePoint starts;
  std::optional<TimePoint> ends;
  std::string why;           // the reason of the grant
  std::string verdict = {};  // kept, ended, lapsed, over (ended in another way); "" while open
  std::string reason = {};   // of the reviewer
  std::optional<Uuid> decided_by = {};
  std::optional<TimePoint> decided = {};
  std::vector<Uuid> givers = {};  // who gave it, or opened it to the client that did
};

enum class GrantVerdict { keep, end };
[[nodiscard]] std::string_view to_string(GrantVerdict verdict);
[[nodiscard]] std::optional<GrantVerdict> parse_grant_verdict(std::string_view word);

// Errc::forbidden "access.denied", "campaign.reviewer" (somebody else is to review it, unless the
// actor manages campaigns there), "campaign.giver" (nobody keeps what he gave; he may end it);
// Errc::conflict "campaign.decided", "campaign.closed"; Errc::invalid "campaign.reason" (3 to 500
// characters).
[[nodiscard]] Result<access::Decision> decide_item(const access::Actor& actor,
                                                   const CampaignItem& item, GrantVerdict verdict,
                                                   TimePoint due, std::string_view reason,
                                                   TimePoint now);

struct CampaignFilter {
  bool open_only = false;
  std::optional<Uuid> waiting_for = {};  // with open items of this reviewer, or of nobody
  std::optional<Uuid> after = {};        // keyset, newest first
  int limit = 50;
};

struct ItemFilter {
  Uuid campaign;
  std::optional<std::set<Uuid>> units = {};  // nullopt: all
  bool open_only = false;
  std::optional<Uuid> after = {};
  int limit = 50;
};

struct ItemDecision {
  Uuid campaign;
  Uuid role_grant;
  GrantVerdict verdict = GrantVerdict::keep;
  std::string reason;
  Uuid by;
  TimePoint now;
};

struct UnitReviewer {
  Uuid unit;
  Uuid person;
  std::optional<Uuid> set_by;
  TimePoint changed;
};

// A grant whose time to be reviewed has passed.
struct LapsedGrant {
  Uuid role_grant;
  Uuid person;
  std::string role;
  Uuid unit;
};

class CampaignStore {
 public:
  virtual ~CampaignStore() = default;
  // How many grants are in it; 0: none is, and nothing was written.
  [[nodiscard]] virtual Task<int> start(const Campaign& campaign, audit::Event event,
                                        const std::vector<OutboxMessage>& messages) = 0;
  [[nodiscard]] virtual Task<std::optional<Campaign>> load(const Uuid& id) = 0;
  [[nodiscard]] virtual Task<std::vector<Campaign>> list(const CampaignFilter& filter) = 0;
  [[nodiscard]] virtual Task<std::vector<CampaignItem>> items(const ItemFilter& filter) = 0;
  [[nodiscard]] virtual Task<std::optional<CampaignItem>> item(const Uuid& campaign,
                                                               const Uuid& role_grant) = 0;
  // False if it was decided, or is over.
  [[nodiscard]] virtual Task<bool> decide(const ItemDecision& decision, audit::Event event) = 0;
  // Reviewers who have something to do in it.
  [[nodiscard]] virtual Task<std::vector<Uuid>> reviewers(const Uuid& campaign) = 0;
  // Open ones that end before this and of which fewer reminders were sent.
  [[nodiscard]] virtual Task<std::vector<Campaign>> to_remind(TimePoint due_before,
                                                              int reminded) = 0;
  [[nodiscard]] virtual Task<bool> note_reminded(const Uuid& id, int reminded, TimePoint now,
                                                 const std::vector<OutboxMessage>& messages) = 0;
  // At most 100.
  [[nodiscard]] virtual Task<std::vector<LapsedGrant>> lapsed(TimePoint now) = 0;
  [[nodiscard]] virtual Task<bool> lapse(const Uuid& role_grant, TimePoint now,
                                         audit::Event event) = 0;
  // Closes campaigns of which everything is decided or over. How many.
  [[nodiscard]] virtual Task<int> close_done(TimePoint now) = 0;
  // When the last scheduled one began, or the first role grant was made; nullopt: nothing yet.
  [[nodiscard]] virtual Task<std::optional<TimePoint>> last_scheduled() = 0;

  [[nodiscard]] virtual Task<std::vector<UnitReviewer>> unit_reviewers() = 0;
  // person: nullopt takes the reviewer away. False if unit or person are unknown.
  [[nodiscard]] virtual Task<bool> set_reviewer(const Uuid& unit, std::optional<Uuid> person,
                                                std::optional<Uuid> by, TimePoint now,
                                                audit::Event event) = 0;
};

}  // namespace tessera::oversight
