// What a registrar does with applications. Every verb asks access::AccessService and is journaled.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <tessera/access/decision.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/base/task.hpp>
#include <tessera/enrol/application.hpp>
#include <tessera/enrol/evidence.hpp>

namespace tessera::enrol {

struct QueueEntry {
  Application application;
  bool mine = false;
  bool suggested = false;  // what this officer should take next
};

struct Queue {
  std::vector<QueueEntry> entries;
  int my_load = 0;
};

struct Case {
  Application application;
  std::vector<Value> values;  // masked unless revealed
  bool revealed = false;
  std::vector<Evidence> evidence;
  std::vector<HistoryStep> history;
  std::vector<DuplicateHit> duplicates;
};

// A scan, piece by piece: next gives "" at the end.
struct EvidenceDownload {
  Evidence evidence;
  std::function<Task<std::string>()> next;
};

class ReviewService {
 public:
  virtual ~ReviewService() = default;
  // Permission "application.list".
  [[nodiscard]] virtual Task<Result<Queue>> queue(const access::Actor& actor,
                                                  const RequestContext& context) = 0;
  // Assigns an unassigned case to the actor. Permission "application.assign". Errc::forbidden
  // "review.conflict" for his own case or one he sponsors; Errc::conflict "review.taken".
  [[nodiscard]] virtual Task<Result<Application>> take(const access::Actor& actor,
                                                       const Uuid& application,
                                                       const RequestContext& context) = 0;
  // Back to the queue.
  [[nodiscard]] virtual Task<Result<Application>> give_back(const access::Actor& actor,
                                                            const Uuid& application,
                                                            const RequestContext& context) = 0;
  // Only for the officer it is assigned to: Errc::forbidden "review.not_assigned". Permission
  // "application.read"; event "application.read" (or "application.revealed") with its purpose.
  // Revealed only while it is in review: Errc::conflict "review.not_open". Refusals are journaled.
  [[nodiscard]] virtual Task<Result<Case>> open(const access::Actor& actor, const Uuid& application,
                                                bool reveal, const RequestContext& context) = 0;
  // Permission "evidence.read"; event "evidence.read" before the first byte. While in review only,
  // as open.
  [[nodiscard]] virtual Task<Result<EvidenceDownload>> download(const access::Actor& actor,
                                                                const Uuid& application,
                                                                const Uuid& evidence,
                                                                const RequestContext& context) = 0;

  // Permission "application.decide"; version is the one the officer saw: Errc::conflict
  // "review.changed" if it is another by now. Errc::conflict "review.login_taken" if somebody else
  // signs in with this mail address.
  [[nodiscard]] virtual Task<Result<Application>> approve(const access::Actor& actor,
                                                          const Uuid& application,
                                                          std::int64_t version, bool checklist,
                                                          const RequestContext& context) = 0;
  // Reason codes of the catalogue. Errc::invalid "transition.no_reason", "review.reason".
  [[nodiscard]] virtual Task<Result<Application>> request_more(const access::Actor& actor,
                                                               const Uuid& application,
                                                               std::int64_t version,
                                                               std::vector<std::string> reasons,
                                                               const RequestContext& context) = 0;
  [[nodiscard]] virtual Task<Result<Application>> reject(const access::Actor& actor,
                                                         const Uuid& application,
                                                         std::int64_t version,
                                                         std::vector<std::string> reasons,
                                                         const RequestContext& context) = 0;
};

// "••••123" for what need not be read whole; other values as they are.
[[nodiscard]] std::string mask_value(std::string_view name, std::string_view value);

}  // namespace tessera::enrol
