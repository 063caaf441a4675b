#include "endpoints/admin/configuration_desk.hpp"

#include <algorithm>

#include <tessera/access/make.hpp>

#include "endpoints/admin/client_desk.hpp"

namespace tessera::endpoints::admin {
namespace {

using managed::Action;
using managed::Change;
using managed::Kind;

const managed::Record* record_of(const managed::State& state, std::string_view manager, Kind kind,
                                 std::string_view key) {
  const auto found = std::ranges::find_if(state.records, [&](const managed::Record& record) {
    return record.manager == manager && record.kind == kind && record.key == key;
  });
  return found == state.records.end() ? nullptr : &*found;
}

managed::Fields live_fields(const managed::State& state, const Change& change) {
  const auto found = std::ranges::find_if(state.live, [&](const managed::Live& live) {
    return live.kind == change.kind && live.object == change.object;
  });
  return found == state.live.end() ? managed::Fields{} : found->fields;
}

Result<void> check_as_planned(const Change& change, const ConfigurationStep& step) {
  if (change.action == Action::blocked) {
    Error error{.code = Errc::conflict,
                .id = "configuration.conflict",
                .text = "Somebody else set these fields to something else."};
    for (const auto& conflict : change.merge.conflicts) {
      error.fields.push_back({"/fields/" + conflict.name,
                              conflict.owner.empty() ? "by_hand" : "owned", conflict.owner});
    }
    if (!change.note.empty())
      return fail(Errc::conflict, "configuration.fixed", "This never changes.");
    return std::unexpected(std::move(error));
  }
  if (change.action == step.action && change.version == step.version &&
      change.record_version == step.record_version)
    return {};
  return fail(Errc::precondition, "configuration.moved",
              "It is not any more as it was when this was planned. Plan again.");
}

// The change that a step is about, among all that the same wish would do now.
Result<Change> find_change(std::vector<Change> changes, const ConfigurationStep& step) {
  for (auto& change : changes) {
    if (change.kind == step.kind && change.key == step.key) return std::move(change);
  }
  return fail(Errc::precondition, "configuration.moved",
              "This manager does not own it any more. Plan again.");
}

}  // namespace

Task<Result<std::vector<Change>>> ConfigurationDesk::plan(const access::Actor& actor,
                                                          const managed::Wish& wish,
                                                          const RequestContext& context) const {
  const auto state = co_await load(actor, wish, context);
  if (!state) co_return std::unexpected(state.error());
  co_return managed::decide_plan(wish, *state);
}

Task<Result<std::vector<managed::Drift>>> ConfigurationDesk::owned(
    const access::Actor& actor, std::string manager, const RequestContext& context) const {
  const managed::Wish wish{.manager = std::move(manager)};
  const auto state = co_await load(actor, wish, context);
  if (!state) co_return std::unexpected(state.error());
  co_return managed::find_drift(wish.manager, *state);
}

Task<Result<AppliedStep>> ConfigurationDesk::apply(const access::Actor& actor,
                                                   const ConfigurationStep& step,
                                                   RequestContext context) const {
  context.manager = step.wish.manager;
  const auto state = co_await load(actor, step.wish, context);
  if (!state) co_return std::unexpected(state.error());
  auto changes = managed::decide_plan(step.wish, *state);
  if (!changes) co_return std::unexpected(std::move(changes.error()));
  auto change = find_change(std::move(*changes), step);
  if (!change) co_return std::unexpected(std::move(change.error()));
  if (auto good = check_as_planned(*change, step); !good)
    co_return std::unexpected(std::move(good.error()));
  AppliedStep out{.change = std::move(*change)};
  out.version = out.change.version;
  if (auto done = co_await execute(actor, out, *state, context); !done)
    co_return std::unexpected(std::move(done.error()));
  if (auto kept = co_await keep(actor, out, *state, step.wish.manager, context); !kept)
    co_return std::unexpected(std::move(kept.error()));
  co_return out;
}

Task<Result<managed::State>> ConfigurationDesk::load(const access::Actor& actor,
                                                     const managed::Wish& wish,
                                                     const RequestContext& context) const {
  managed::State state{.live = {}, .records = co_await deps_.managed.list()};
  std::set<Kind> kinds;
  std::set<std::string> clients;
  const auto touch = [&](Kind kind, const std::string& object) {
    kinds.insert(kind);
    if (kind == Kind::client && !object.empty()) clients.insert(object);
  };
  for (const auto& document : wish.documents) touch(document.kind, document.object);
  for (const auto& record : state.records) {
    if (record.manager == wish.manager) touch(record.kind, record.object);
  }
  if (kinds.empty()) {
    const auto seen =
        co_await deps_.access.require(actor, "config.read", {.type = "configuration"}, context);
    if (!seen) co_return std::unexpected(seen.error());
  }
  if (kinds.contains(Kind::unit)) {
    const auto units = co_await deps_.units.list(actor, context);
    if (!units) co_return std::unexpected(units.error());
    for (const auto& unit : *units) state.live.push_back(managed::live_of(unit));
  }
  if (kinds.contains(Kind::role)) {
    const auto roles = co_await deps_.roles.list(actor, context);
    if (!roles) co_return std::unexpected(roles.error());
    for (const auto& role : *roles) state.live.push_back(managed::live_of(role));
  }
  const auto policies = co_await load_policies(actor, kinds, state, context);
  if (!policies) co_return std::unexpected(policies.error());
  if (kinds.contains(Kind::client)) {
    const auto loaded = co_await load_clients(actor, clients, state, context);
    if (!loaded) co_return std::unexpected(loaded.error());
  }
  co_return state;
}

Task<Result<void>> ConfigurationDesk::load_policies(const access::Actor& actor,
                                                    const std::set<Kind>& kinds,
                                                    managed::State& state,
                                                    const RequestContext& context) const {
  if (kinds.contains(Kind::purpose)) {
    const auto purposes = co_await deps_.work.cases.purposes(actor, context);
    if (!purposes) co_return std::unexpected(purposes.error());
    for (const auto& purpose : *purposes) state.live.push_back(managed::live_of(purpose));
  }
  if (kinds.contains(Kind::policy)) {
    const auto seen =
        co_await deps_.access.require(actor, "approval.read", {.type = "approval"}, context);
    if (!seen) co_return std::unexpected(seen.error());
    for (const auto& [kind, needed] : co_await deps_.approvals.policy())
      state.live.push_back(managed::live_of(kind, needed));
  }
  if (kinds.contains(Kind::level)) {
    const auto levels = co_await deps_.work.policies.levels(actor, context);
    if (!levels) co_return std::unexpected(levels.error());
    for (const auto& level : *levels) state.live.push_back(managed::live_of(level));
  }
  co_return Result<void>{};
}

Task<Result<void>> ConfigurationDesk::load_clients(const access::Actor& actor,
                                                   const std::set<std::string>& ids,
                                                   managed::State& state,
                                                   const RequestContext& context) const {
  const auto seen =
      co_await deps_.access.require(actor, "client.read", {.type = "client"}, context);
  if (!seen) co_return std::unexpected(seen.error());
  for (const auto& text : ids) {
    const auto id = parse_uuid(text);
    if (!id) continue;
    const auto client = co_await deps_.clients.get(*id);
    if (client) state.live.push_back(managed::live_of(*client));
  }
  co_return Result<void>{};
}

Task<Result<void>> ConfigurationDesk::execute(const access::Actor& actor, AppliedStep& step,
                                              const managed::State& state,
                                              const RequestContext& context) const {
  switch (step.change.action) {
    case Action::create:
    case Action::update:
      break;
    case Action::remove:
      co_return co_await remove(actor, step, context);
    case Action::none:
    case Action::claim:
    case Action::release:
    case Action::blocked:
      co_return co_await may_write(actor, step.change, context);
  }
  const auto live = live_fields(state, step.change);
  switch (step.change.kind) {
    case Kind::unit:
      co_return co_await change_unit(actor, step, context);
    case Kind::role:
      co_return co_await change_role(actor, step, live, context);
    case Kind::client:
      co_return co_await change_client(actor, step, live, context);
    case Kind::purpose:
      co_return co_await change_purpose(actor, step, live, context);
    case Kind::policy:
      co_return co_await change_policy(actor, step, context);
    case Kind::level:
      co_return co_await change_level(actor, step, live, context);
  }
  co_return Result<void>{};
}

Task<Result<void>> ConfigurationDesk::remove(const access::Actor& actor, AppliedStep& step,
                                             const RequestContext& context) const {
  if (step.change.kind == Kind::role)
    co_return co_await deps_.roles.remove(actor, step.change.object, context);
  // A client is not deleted: what it did stays explained. It serves nobody any more.
  const auto id = parse_uuid(step.change.object).value_or(Uuid{});
  const auto done = co_await ClientDesk(deps_).set_status(
      actor, id, oauth::ClientStatus::expired, "removed from the configuration", context);
  if (!done) co_return std::unexpected(done.error());
  step.version = done->version;
  co_return Result<void>{};
}

// Who may not change a thing may not keep others from changing it either.
Task<Result<void>> ConfigurationDesk::may_write(const access::Actor& actor, const Change& change,
                                                const RequestContext& context) const {
  access::Resource resource{.type = std::string(managed::to_string(change.kind)),
                            .id = change.object};
  if (change.kind == Kind::unit) resource.unit = parse_uuid(change.object);
  const auto permission =
      change.kind == Kind::policy ? std::string("approval.policy") : resource.type + ".write";
  const auto decision = co_await deps_.access.require(actor, permission, resource, context);
  if (!decision) co_return std::unexpected(decision.error());
  co_return Result<void>{};
}

Task<Result<void>> ConfigurationDesk::keep(const access::Actor& actor, const AppliedStep& step,
                                           const managed::State& state, const std::string& manager,
                                           const RequestContext& context) const {
  const auto& change = step.change;
  const auto* before = record_of(state, manager, change.kind, change.key);
  managed::Record record{
      .manager = manager,
      .kind = change.kind,
      .key = change.key,
      .object = change.object,
      .made = change.action == Action::create ||
              (before != nullptr && before->made && before->object == change.object),
      .fields = change.wanted,
      .applied = context.received,
      .version = change.record_version};
  // A status that waits for an approval is not applied yet.
  if (!step.unfinished.empty()) record.fields.erase("status");
  auto event = access::make_event("configuration.applied", actor, context);
  event.object_type = managed::to_string(change.kind);
  event.object_id = change.object;
  event.details["key"] = change.key;
  event.details["action"] = managed::to_string(change.action);
  boost::json::array names;
  for (const auto& field : change.merge.changes) names.emplace_back(field.name);
  event.details["fields"] = std::move(names);
  std::vector<std::string> taken;
  for (const auto& field : change.merge.changes) {
    if (!field.taken_from.empty()) taken.push_back(field.name);
  }
  const bool gone = change.action == Action::remove || change.action == Action::release;
  const bool done = gone ? co_await deps_.managed.remove(record, std::move(event))
                         : co_await deps_.managed.save(record, taken, std::move(event));
  if (!done)
    co_return fail(Errc::precondition, "configuration.moved",
                   "Another apply of this manager was faster. Plan again.");
  co_return Result<void>{};
}

}  // namespace tessera::endpoints::admin
