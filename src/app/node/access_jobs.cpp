#include "app/node/access_jobs.hpp"

namespace tessera::app {
namespace {

constexpr std::size_t kAtOnce = 200;
constexpr days kKept{2};

// R89: 30, 7 and 1 days before a course ends.
Task<> tell_trainings(Backends& backends, AccessRoom& access, authn::Notices& notices) {
  const RequestContext context{.request_id = make_uuid7(backends.clock->now(), backends.random),
                               .received = backends.clock->now()};
  for (const auto& ending : co_await access.training_store.ending(context.received, kAtOnce)) {
    const auto& training = ending.training;
    auto messages = co_await notices.write({.kind = authn::NoticeKind::training_ends,
                                            .person = training.person,
                                            .what = training.course,
                                            .until = training.expires,
                                            .by_person = false},
                                           context);
    (void)co_await access.training_store.tell(ending, messages, context.received);
  }
}

}  // namespace

void add_access_jobs(runtime::Jobs& jobs, Backends& backends, AccessRoom& access,
                     authn::Notices& notices) {
  jobs.every("access.trainings", hours(1), [&backends, &access, &notices]() -> Task<> {
    co_await tell_trainings(backends, access, notices);
  });
  jobs.every("access.forget_uses", hours(6), [&backends, &access]() -> Task<> {
    co_await access.actors.forget_uses(backends.clock->now() - kKept);
  });
}

}  // namespace tessera::app
