#include <tessera/enrol/jobs.hpp>

#include "enrol/desk.hpp"

namespace tessera::enrol {
namespace {

constexpr hours kUploadLife{1};

class StandardJobs final : public Jobs {
 public:
  StandardJobs(const Rooms& rooms, const Ports& ports) : desk_(rooms, ports) {}

  Task<int> fire_timers(TimePoint now) override {
    int fired = 0;
    for (const auto& application : co_await desk_.ports().lists.due_timers(now)) {
      if (co_await fire(application, now)) ++fired;
    }
    co_return fired;
  }

  Task<int> clean_up(TimePoint now) override {
    int emptied = 0;
    for (const auto& application : co_await desk_.ports().lists.due_deletions(now)) {
      auto change = desk_.change_of(application);
      desk_.add_event(change, "application.data_deleted", {}, job_context(now));
      if (co_await desk_.ports().lists.delete_personal_data(application.id, now,
                                                            std::move(change.events))) {
        ++emptied;
      }
    }
    (void)co_await desk_.ports().evidence.remove_abandoned(now - kUploadLife);
    (void)co_await desk_.ports().invitations.expire(now);
    co_return emptied;
  }

 private:
  RequestContext job_context(TimePoint now) const {
    return {.request_id = make_uuid7(now, desk_.rooms().random),
            .address_class = "system",
            .received = now};
  }

  Task<bool> fire(const Application& application, TimePoint now) {
    const auto event = timer_event(application.state, application.timer_step);
    if (!event) co_return false;
    auto change = desk_.change_of(application);
    change.now = now;
    const auto context = job_context(now);
    const auto outcome = desk_.step(change, *event, {}, {}, context);
    if (!outcome) co_return false;
    if (outcome->has(Effect::notify_applicant)) {
      const auto values = co_await desk_.open_values(application);
      if (values) desk_.notify(change, *values, mail_for(outcome->to, *event));
    }
    const auto saved = co_await desk_.commit(std::move(change));
    if (!saved) co_return false;  // another node, or the applicant, was first
    if (outcome->has(Effect::close_person)) co_await desk_.close_person(*saved, context);
    co_return true;
  }

  Desk desk_;
};

}  // namespace

std::unique_ptr<Jobs> make_jobs(const Rooms& rooms, const Ports& ports) {
  return std::make_unique<StandardJobs>(rooms, ports);
}

}  // namespace tessera::enrol
