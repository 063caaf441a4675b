#include <tessera/access/make.hpp>
#include <tessera/access/services.hpp>

namespace tessera::access {
namespace {

audit::Event unit_event(std::string type, const Actor& actor, const Decision& decision,
                        const Uuid& unit, const RequestContext& context) {
  auto event = make_event(std::move(type), actor, context);
  event.actor_role = decision.role;
  event.object_type = "unit";
  event.object_id = to_string(unit);
  return event;
}

Result<void> check_name(const std::string& name) {
  if (name.empty() || name.size() > 200)
    return fail(Errc::invalid, "unit.name", "A name has 1 to 200 characters.");
  return {};
}

}  // namespace

Task<Result<std::vector<Unit>>> UnitService::list(const Actor& actor,
                                                  const RequestContext& context) {
  const auto visible = units_for(actor, "unit.read", context.received);
  if (visible && visible->empty()) {
    auto denied = co_await access_.require(actor, "unit.read", {.type = "unit"}, context);
    if (!denied) co_return std::unexpected(std::move(denied.error()));
  }
  co_return co_await store_.list(visible);
}

Task<Result<Unit>> UnitService::get(const Actor& actor, const Uuid& id,
                                    const RequestContext& context) {
  const Resource resource{.type = "unit", .id = to_string(id), .unit = id};
  auto decision = co_await access_.require(actor, "unit.read", resource, context);
  if (!decision) co_return std::unexpected(std::move(decision.error()));
  auto unit = co_await store_.load(id);
  if (!unit) co_return fail(Errc::not_found, "unit.unknown", "There is no such unit.");
  co_return std::move(*unit);
}

Task<Result<Unit>> UnitService::create(const Actor& actor, const Uuid& parent, std::string name,
                                       const RequestContext& context) {
  const Resource resource{.type = "unit", .id = to_string(parent), .unit = parent};
  auto decision = co_await access_.require(actor, "unit.write", resource, context);
  if (!decision) co_return std::unexpected(std::move(decision.error()));
  if (auto good = check_name(name); !good) co_return std::unexpected(std::move(good.error()));
  const Unit unit{.id = make_uuid4(random_),
                  .parent = parent,
                  .name = std::move(name),
                  .created = context.received,
                  .version = 1};
  auto event = unit_event("unit.created", actor, *decision, unit.id, context);
  event.details["parent"] = to_string(parent);
  if (!co_await store_.create(unit, std::move(event))) {
    co_return fail(Errc::not_found, "unit.unknown", "There is no such parent unit.");
  }
  co_return unit;
}

Task<Result<Unit>> UnitService::rename(const Actor& actor, const Uuid& id, std::string name,
                                       std::optional<std::int64_t> version,
                                       const RequestContext& context) {
  const Resource resource{.type = "unit", .id = to_string(id), .unit = id};
  auto decision = co_await access_.require(actor, "unit.write", resource, context);
  if (!decision) co_return std::unexpected(std::move(decision.error()));
  if (auto good = check_name(name); !good) co_return std::unexpected(std::move(good.error()));
  const auto current = co_await store_.load(id);
  if (!current) co_return fail(Errc::not_found, "unit.unknown", "There is no such unit.");
  auto event = unit_event("unit.renamed", actor, *decision, id, context);
  auto renamed =
      co_await store_.rename(id, name, version.value_or(current->version), std::move(event));
  if (!renamed)
    co_return fail(Errc::precondition, "unit.changed", "Somebody else changed it meanwhile.");
  co_return std::move(*renamed);
}

}  // namespace tessera::access
