#include <algorithm>

#include <tessera/access/make.hpp>
#include <tessera/access/scope.hpp>
#include <tessera/access/work_cases.hpp>

#include "access/words.hpp"

namespace tessera::access {
namespace {

constexpr days kUsual{30};
constexpr days kLongest{90};

audit::Event case_event(std::string type, const Actor& actor, const Decision& decision,
                        const WorkCase& work_case, const RequestContext& context) {
  auto event = make_event(std::move(type), actor, context);
  event.actor_role = decision.role;
  event.subject = work_case.person;
  event.purpose = work_case.purpose;
  event.object_type = "work_case";
  event.object_id = to_string(work_case.id);
  event.details["assignee"] = to_string(work_case.assignee);
  event.details["reference"] = work_case.reference;
  return event;
}

Resource resource_of(const WorkCase& work_case) {
  return {.type = "work_case",
          .id = to_string(work_case.id),
          .unit = work_case.unit,
          .person = work_case.person};
}

}  // namespace

Result<WorkCase> decide_case(const Actor& actor, const Uuid& id, const NewWorkCase& wish,
                             const WorkCaseFacts& facts, TimePoint now) {
  if (!facts.person_unit)
    return fail(Errc::not_found, "person.unknown", "There is no such person.");
  if (actor.id == wish.assignee || actor.id == wish.person || wish.assignee == wish.person) {
    return fail(Errc::conflict, "case.self",
                "Whoever opens a case does not work it, and it is about neither of the two.");
  }
  if (!facts.assignee_in_service)
    return fail(Errc::conflict, "case.assignee", "The case goes to a civil servant in service.");
  if (!facts.purpose_exists)
    return fail(Errc::invalid, "case.purpose", "Choose a purpose of the catalogue.");
  if (!is_reference(wish.reference)) return fail(Errc::invalid, "case.reference", "Name the file.");
  if (!is_reason(wish.reason))
    return fail(Errc::invalid, "case.reason", "Say why, in 3 to 500 characters.");
  const auto closes = wish.closes.value_or(now + kUsual);
  if (closes <= now || closes > now + kLongest)
    return fail(Errc::invalid, "case.period", "A case closes within 90 days.");
  return WorkCase{.id = id,
                  .purpose = wish.purpose,
                  .reference = wish.reference,
                  .person = wish.person,
                  .assignee = wish.assignee,
                  .unit = *facts.person_unit,
                  .opened_by = actor.id,
                  .opened = now,
                  .closes = closes,
                  .reason = wish.reason,
                  .version = 1};
}

Task<Result<std::vector<Purpose>>> WorkCaseService::purposes(const Actor& actor,
                                                             const RequestContext& context) {
  const Resource resource{.type = "purpose",
                          .unit = any_unit(actor, "role.read", context.received)};
  auto decision = co_await access_.require(actor, "role.read", resource, context);
  if (!decision) co_return std::unexpected(std::move(decision.error()));
  co_return co_await store_.purposes();
}

Task<Result<Page<WorkCase>>> WorkCaseService::list(const Actor& actor, WorkCaseFilter filter,
                                                   const RequestContext& context) {
  auto visible = units_for(actor, "case.read", context.received);
  if (visible && filter.assignee == actor.id && has_scope(actor, "case.read")) {
    visible.reset();  // one's own
  } else if (visible && visible->empty()) {
    auto denied = co_await access_.require(actor, "case.read", {.type = "work_case"}, context);
    if (!denied) co_return std::unexpected(std::move(denied.error()));
  }
  filter.limit = std::clamp<std::size_t>(filter.limit, 1, 200);
  Page<WorkCase> page{.items = co_await store_.list(filter, visible, context.received)};
  if (page.items.size() == filter.limit) page.next = to_string(page.items.back().id);
  co_return page;
}

Task<Result<WorkCase>> WorkCaseService::get(const Actor& actor, const Uuid& id,
                                            const RequestContext& context) {
  auto found = co_await store_.load(id);
  const bool mine = found && actor.id && found->assignee == *actor.id;
  if (mine && has_scope(actor, "case.read")) co_return std::move(*found);
  const auto resource =
      found ? resource_of(*found) : Resource{.type = "work_case", .id = to_string(id)};
  auto decision = co_await access_.require(actor, "case.read", resource, context);
  if (!decision) co_return std::unexpected(std::move(decision.error()));
  if (!found) co_return fail(Errc::not_found, "case.unknown", "There is no such case.");
  co_return std::move(*found);
}

Task<Result<WorkCase>> WorkCaseService::open(const Actor& actor, NewWorkCase wish,
                                             const RequestContext& context) {
  const auto facts = co_await store_.load_facts(wish, context.received);
  const Resource resource{.type = "work_case", .unit = facts.person_unit, .person = wish.person};
  auto decision = co_await access_.require(actor, "case.assign", resource, context);
  if (!decision) co_return std::unexpected(std::move(decision.error()));
  auto work_case =
      decide_case(actor, make_uuid7(context.received, random_), wish, facts, context.received);
  if (!work_case) {
    if (work_case.error().id == "case.self")
      co_await access_.record_refusal(actor, "case.assign", resource, "case.self", context);
    co_return std::unexpected(std::move(work_case.error()));
  }
  auto event = case_event("work_case.opened", actor, *decision, *work_case, context);
  co_await store_.create(*work_case, std::move(event));
  co_return std::move(*work_case);
}

Task<Result<WorkCase>> WorkCaseService::close(const Actor& actor, const Uuid& id,
                                              std::optional<std::int64_t> version,
                                              const RequestContext& context) {
  const auto found = co_await store_.load(id);
  Result<Decision> decision = Decision{};
  const bool mine =
      found && actor.id && found->assignee == *actor.id && has_scope(actor, "case.close");
  if (!mine) {
    const auto resource =
        found ? resource_of(*found) : Resource{.type = "work_case", .id = to_string(id)};
    decision = co_await access_.require(actor, "case.close", resource, context);
  }
  if (!decision) co_return std::unexpected(std::move(decision.error()));
  if (!found) co_return fail(Errc::not_found, "case.unknown", "There is no such case.");
  if (found->closed) co_return fail(Errc::conflict, "case.closed", "It was closed before.");
  auto event = case_event("work_case.closed", actor, *decision, *found, context);
  auto closed = co_await store_.close(
      {.id = id, .version = version, .by = actor.id, .now = context.received}, std::move(event));
  if (!closed)
    co_return fail(Errc::precondition, "case.changed", "Somebody else changed it meanwhile.");
  co_return std::move(*closed);
}

}  // namespace tessera::access
