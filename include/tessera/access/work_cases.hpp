// Work cases: the assignment that a look at a person belongs to (R32). Whoever opens one does not
// work it, and neither is the person it is about. Its unit is that of the person.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tessera/access/access_service.hpp>
#include <tessera/access/admin.hpp>
#include <tessera/audit/event.hpp>
#include <tessera/base/random.hpp>

namespace tessera::access {

// What the store knows about a case that somebody wants to open.
struct WorkCaseFacts {
  std::optional<Uuid> person_unit;  // nullopt: there is no such person
  bool assignee_in_service = false;
  bool purpose_exists = false;
};

// Pure. Errc::not_found "person.unknown"; Errc::conflict "case.self" (for or about oneself),
// "case.assignee"; Errc::invalid "case.purpose", "case.reference", "case.reason", "case.period".
[[nodiscard]] Result<WorkCase> decide_case(const Actor& actor, const Uuid& id,
                                           const NewWorkCase& wish, const WorkCaseFacts& facts,
                                           TimePoint now);

struct CaseClosing {
  Uuid id;
  std::optional<std::int64_t> version;
  std::optional<Uuid> by;
  TimePoint now;
};

class WorkCaseStore {
 public:
  virtual ~WorkCaseStore() = default;
  [[nodiscard]] virtual Task<std::vector<Purpose>> purposes() = 0;
  [[nodiscard]] virtual Task<WorkCaseFacts> load_facts(const NewWorkCase& wish, TimePoint now) = 0;
  // visible: the units; nullopt for all.
  [[nodiscard]] virtual Task<std::vector<WorkCase>> list(
      const WorkCaseFilter& filter, const std::optional<std::set<Uuid>>& visible,
      TimePoint now) = 0;
  [[nodiscard]] virtual Task<std::optional<WorkCase>> load(const Uuid& id) = 0;
  [[nodiscard]] virtual Task<> create(const WorkCase& work_case, audit::Event event) = 0;
  // The closed case; nullopt if it was closed before or its version is another one by now.
  [[nodiscard]] virtual Task<std::optional<WorkCase>> close(const CaseClosing& closing,
                                                            audit::Event event) = 0;
};

class WorkCaseService {
 public:
  WorkCaseService(WorkCaseStore& store, AccessService& access, Random& random)
      : store_(store), access_(access), random_(random) {}
  // The catalogue; role.read.
  [[nodiscard]] Task<Result<std::vector<Purpose>>> purposes(const Actor& actor,
                                                            const RequestContext& context);
  // Cases in units where the actor may read them; all that are assigned to him.
  [[nodiscard]] Task<Result<Page<WorkCase>>> list(const Actor& actor, WorkCaseFilter filter,
                                                  const RequestContext& context);
  [[nodiscard]] Task<Result<WorkCase>> get(const Actor& actor, const Uuid& id,
                                           const RequestContext& context);
  // case.assign; errors of decide_case.
  [[nodiscard]] Task<Result<WorkCase>> open(const Actor& actor, NewWorkCase wish,
                                            const RequestContext& context);
  // The assignee, or case.close. Errc::conflict "case.closed"; Errc::precondition "case.changed".
  [[nodiscard]] Task<Result<WorkCase>> close(const Actor& actor, const Uuid& id,
                                             std::optional<std::int64_t> version,
                                             const RequestContext& context);

 private:
  WorkCaseStore& store_;
  AccessService& access_;
  Random& random_;
};

}  // namespace tessera::access
