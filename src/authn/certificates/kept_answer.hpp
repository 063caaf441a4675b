// One word of an issuer: fetched by one, waited for by all, kept while it counts.
#pragma once

#include <memory>
#include <mutex>

#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/task.hpp>
#include <tessera/base/unavailable.hpp>
#include <tessera/runtime/fetch_line.hpp>

namespace tessera::authn {

// T has this_update and next_update. Thread-safe; made by make_shared.
template <class T>
class KeptAnswer {
 public:
  using Ref = std::shared_ptr<const T>;

  // The answer there is, fetched anew if it is due. What cannot be fetched leaves the one before;
  // nullptr if there never was one. load: () -> Task<Result<T>>.
  template <class Load>
  [[nodiscard]] static Task<Ref> current(std::shared_ptr<KeptAnswer> self, Load load, Duration keep,
                                         TimePoint now) {
    if (auto answer = self->fresh(keep, now)) co_return answer;
    if (auto turn = self->line_->take(now)) {
      try {
        if (auto loaded = co_await load()) self->put(std::move(*loaded), now);
      } catch (const Unavailable&) {  // our own queue is full: nobody was asked
        turn->give_back();
      }
    } else {
      try {
        co_await runtime::FetchLine::wait(self->line_);
      } catch (const Unavailable&) {
      }
    }
    co_return self->any();
  }

 private:
  static constexpr runtime::FetchLine::Limits kLimits{
      .burst = 3, .refill = seconds{10}, .waiting = 1024};

  Ref fresh(Duration keep, TimePoint now) {
    const std::scoped_lock lock(mutex_);
    const bool counts = answer_ && now < answer_->next_update && now < fetched_ + keep;
    return counts ? answer_ : nullptr;
  }
  Ref any() {
    const std::scoped_lock lock(mutex_);
    return answer_;
  }
  // An older word than the one there is is a replay, or a mirror that lags.
  void put(T answer, TimePoint now) {
    const std::scoped_lock lock(mutex_);
    if (answer_ && answer.this_update < answer_->this_update) return;
    answer_ = std::make_shared<const T>(std::move(answer));
    fetched_ = now;
  }

  std::mutex mutex_;
  Ref answer_;
  TimePoint fetched_;
  std::shared_ptr<runtime::FetchLine> line_ = std::make_shared<runtime::FetchLine>(kLimits);
};

}  // namespace tessera::authn
