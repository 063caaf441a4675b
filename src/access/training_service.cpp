#include <array>

#include <tessera/access/make.hpp>
#include <tessera/access/trainings.hpp>
#include <tessera/codec/rfc3339.hpp>

#include "access/words.hpp"

namespace tessera::access {
namespace {

constexpr days kLongest{3660};

Result<void> check(const NewTraining& wish, TimePoint now) {
  if (!is_course(wish.course)) {
    return fail(Errc::invalid, "training.course",
                "A course is named by 1 to 64 of a-z, 0-9, - and _.");
  }
  if (wish.completed > now || wish.expires <= now || wish.expires <= wish.completed ||
      wish.expires > wish.completed + kLongest) {
    return fail(Errc::invalid, "training.period",
                "It was completed before now and ends after now, within ten years.");
  }
  return {};
}

}  // namespace

int days_to_tell(TimePoint expires, std::optional<int> told, TimePoint now) {
  if (expires <= now) return 0;
  for (const int each : std::array{1, 7, 30}) {
    if (expires - now <= days{each}) return !told || *told > each ? each : 0;
  }
  return 0;
}

Task<Result<std::vector<Training>>> TrainingService::list(const Actor& actor, const Uuid& person,
                                                          const RequestContext& context) {
  if (actor.id != person || actor.by_token) {
    const auto unit = co_await store_.unit_of(person);
    const Resource resource{
        .type = "training", .id = to_string(person), .unit = unit, .person = person};
    auto decision = co_await access_.require(actor, "training.read", resource, context);
    if (!decision) co_return std::unexpected(std::move(decision.error()));
    if (!unit) co_return fail(Errc::not_found, "person.unknown", "There is no such person.");
  }
  co_return co_await store_.list(person);
}

Task<Result<Training>> TrainingService::record(const Actor& actor, NewTraining wish,
                                               const RequestContext& context) {
  const auto unit = co_await store_.unit_of(wish.person);
  const Resource resource{.type = "training", .unit = unit, .person = wish.person};
  auto decision = co_await access_.require(actor, "training.record", resource, context);
  if (!decision) co_return std::unexpected(std::move(decision.error()));
  if (!unit) co_return fail(Errc::not_found, "person.unknown", "There is no such person.");
  if (auto good = check(wish, context.received); !good) co_return std::unexpected(good.error());
  const Training training{.id = make_uuid7(context.received, random_),
                          .person = wish.person,
                          .course = std::move(wish.course),
                          .completed = wish.completed,
                          .expires = wish.expires,
                          .recorded_by = actor.id,
                          .recorded = context.received};
  auto event = make_event("training.recorded", actor, context);
  event.actor_role = decision->role;
  event.subject = training.person;
  event.object_type = "training";
  event.object_id = to_string(training.id);
  event.details["course"] = training.course;
  event.details["expires"] = codec::render_rfc3339(training.expires);
  co_await store_.record(training, std::move(event));
  co_return training;
}

}  // namespace tessera::access
