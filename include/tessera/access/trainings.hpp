// Courses that civil servants completed, for roles that ask for one (R89).
#pragma once

#include <optional>
#include <vector>

#include <tessera/access/access_service.hpp>
#include <tessera/access/admin.hpp>
#include <tessera/audit/event.hpp>
#include <tessera/base/outbox_message.hpp>
#include <tessera/base/random.hpp>

namespace tessera::access {

// A training that ends soon and that nobody renewed; days: 30, 7 or 1, told once each.
struct EndingTraining {
  Training training;
  int days = 0;
};

class TrainingStore {
 public:
  virtual ~TrainingStore() = default;
  // Newest first.
  [[nodiscard]] virtual Task<std::vector<Training>> list(const Uuid& person) = 0;
  // The unit of a person; nullopt if there is no such person.
  [[nodiscard]] virtual Task<std::optional<Uuid>> unit_of(const Uuid& person) = 0;
  [[nodiscard]] virtual Task<> record(const Training& training, audit::Event event) = 0;
  [[nodiscard]] virtual Task<std::vector<EndingTraining>> ending(TimePoint now,
                                                                 std::size_t limit) = 0;
  // Notes that it was told, with the messages; false if somebody else did.
  [[nodiscard]] virtual Task<bool> tell(const EndingTraining& ending,
                                        const std::vector<OutboxMessage>& messages,
                                        TimePoint now) = 0;
};

// Days before its end that a training is told about now, or 0.
[[nodiscard]] int days_to_tell(TimePoint expires, std::optional<int> told, TimePoint now);

class TrainingService {
 public:
  TrainingService(TrainingStore& store, AccessService& access, Random& random)
      : store_(store), access_(access), random_(random) {}
  // training.read, or one's own.
  [[nodiscard]] Task<Result<std::vector<Training>>> list(const Actor& actor, const Uuid& person,
                                                         const RequestContext& context);
  // training.record; nobody records his own. Errc::invalid "training.course", "training.period";
  // Errc::not_found "person.unknown".
  [[nodiscard]] Task<Result<Training>> record(const Actor& actor, NewTraining wish,
                                              const RequestContext& context);

 private:
  TrainingStore& store_;
  AccessService& access_;
  Random& random_;
};

}  // namespace tessera::access
