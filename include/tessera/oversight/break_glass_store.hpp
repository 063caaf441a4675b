// What emergencies need of the database. Each write is one commit of rows, events and messages.
#pragma once

#include <set>

#include <tessera/audit/event.hpp>
#include <tessera/base/outbox_message.hpp>
#include <tessera/base/task.hpp>
#include <tessera/oversight/break_glass.hpp>

namespace tessera::oversight {

struct EmergencyFilter {
  std::optional<std::set<Uuid>> units = {};  // nullopt: all
  bool waiting_only = false;                 // for a review
  std::optional<Uuid> actor = {};
  std::optional<Uuid> after = {};  // keyset, newest first
  int limit = 50;                  // at most 200
};

struct Touch {
  Uuid person;
  TimePoint first;
  std::string permission;
};

struct NewReview {
  Uuid emergency;
  Review review;
  std::vector<audit::Event> events;
  std::vector<OutboxMessage> messages;
};

class BreakGlassStore {
 public:
  virtual ~BreakGlassStore() = default;
  // What may be asked for at all.
  [[nodiscard]] virtual Task<std::vector<std::string>> offered() = 0;
  [[nodiscard]] virtual Task<EmergencyFacts> facts(const Uuid& actor, const EmergencyWish& wish,
                                                   const std::vector<std::string>& held) = 0;
  // False if an earlier one was not reviewed, or the extra factor was used, or the role grant is
  // gone.
  [[nodiscard]] virtual Task<bool> open(const Emergency& emergency, audit::Event event,
                                        const std::vector<OutboxMessage>& messages) = 0;
  [[nodiscard]] virtual Task<std::optional<Emergency>> load(const Uuid& id) = 0;
  [[nodiscard]] virtual Task<std::vector<Emergency>> list(const EmergencyFilter& filter) = 0;
  [[nodiscard]] virtual Task<std::vector<Touch>> touches(const Uuid& id) = 0;
  // False if it is over.
  [[nodiscard]] virtual Task<bool> end(const Uuid& id, const Uuid& actor, TimePoint now,
                                       audit::Event event) = 0;
  [[nodiscard]] virtual Task<ReviewerFacts> reviewer_facts(const Uuid& id,
                                                           const Uuid& reviewer) = 0;
  // False if it was reviewed, or is not over.
  [[nodiscard]] virtual Task<bool> review(const NewReview& review) = 0;
  // Not reviewed in time, and the actor not suspended for it; at most 100.
  [[nodiscard]] virtual Task<std::vector<Emergency>> overdue(TimePoint now) = 0;
  [[nodiscard]] virtual Task<bool> note_suspended(const Uuid& id, TimePoint now,
                                                  audit::Event event) = 0;
  // Who may review in this unit.
  [[nodiscard]] virtual Task<std::vector<Uuid>> overseers(const Uuid& unit, TimePoint now) = 0;
};

}  // namespace tessera::oversight
