// Every decision is an event (R44), without a flood: one event per person and request, and the same
// answer to the same question once a minute. Resources are named by a digest: their ids are the
// portal's, and may be anything.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <tessera/audit/journal.hpp>
#include <tessera/base/task.hpp>
#include <tessera/oauth/client_directory.hpp>

#include "oauth/decisions/portal_decision.hpp"
#include "oauth/tokens/recent.hpp"

namespace tessera::oauth {

// What was decided in one request.
class DecisionNotes {
 public:
  // person: nullopt if nobody here is known by that subject.
  void add(const std::optional<Uuid>& person, const Question& question,
           const PortalDecision& decision) {
    lines_[person].push_back({&question, decision});
  }

 private:
  friend class DecisionLog;
  struct Line {
    const Question* question;
    PortalDecision decision;
  };
  std::map<std::optional<Uuid>, std::vector<Line>> lines_;
};

// Thread-safe. Does not own the journal.
class DecisionLog {
 public:
  static constexpr seconds kAgain{60};

  explicit DecisionLog(audit::Journal& journal) : journal_(journal), recent_(4u << 20) {}
  // Durable when it returns. The questions of the notes must still be there.
  [[nodiscard]] Task<> write(const ClientEntry& client, const DecisionNotes& notes,
                             const RequestContext& context);

 private:
  [[nodiscard]] bool is_new(const ClientEntry& client, const std::optional<Uuid>& person,
                            const DecisionNotes::Line& line, TimePoint now);

  audit::Journal& journal_;
  Recent<TimePoint> recent_;  // when an answer was written down
};

}  // namespace tessera::oauth
