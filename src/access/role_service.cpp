#include <tessera/access/make.hpp>
#include <tessera/access/services.hpp>

namespace tessera::access {
namespace {

audit::Event role_event(std::string type, const Actor& actor, const Decision& decision,
                        const NewRole& role, const RequestContext& context) {
  auto event = make_event(std::move(type), actor, context);
  event.actor_role = decision.role;
  event.object_type = "role";
  event.object_id = role.name;
  for (const auto& [name, list] :
       {std::pair{"permissions", &role.permissions}, std::pair{"parents", &role.parents}}) {
    boost::json::array words;
    for (const auto& word : *list) words.emplace_back(word);
    event.details[name] = std::move(words);
  }
  event.details["approvals"] = role.limits.approvals;
  event.details["longest"] = role.limits.longest;
  event.details["delegable"] = role.limits.delegable;
  if (role.limits.most_holders) event.details["most_holders"] = *role.limits.most_holders;
  boost::json::array needs;
  for (const auto& each : role.prerequisites) needs.emplace_back(each.kind + ':' + each.value);
  event.details["prerequisites"] = std::move(needs);
  return event;
}

// Something that the actor may never do, unlike a role with a mistake in it.
bool is_refusal(const Error& error) {
  return error.code == Errc::forbidden || error.id == "role.conflict" ||
         error.id == "role.holder_conflict" || error.id == "role.approved";
}

}  // namespace

Task<Result<std::vector<Role>>> RoleService::list(const Actor& actor,
                                                  const RequestContext& context) {
  const Resource resource{.type = "role", .unit = any_unit(actor, "role.read", context.received)};
  auto decision = co_await access_.require(actor, "role.read", resource, context);
  if (!decision) co_return std::unexpected(std::move(decision.error()));
  co_return co_await store_.list();
}

Task<Result<std::vector<std::string>>> RoleService::permissions(const Actor& actor,
                                                                const RequestContext& context) {
  const Resource resource{.type = "role", .unit = any_unit(actor, "role.read", context.received)};
  auto decision = co_await access_.require(actor, "role.read", resource, context);
  if (!decision) co_return std::unexpected(std::move(decision.error()));
  co_return co_await store_.permissions();
}

Task<Result<Role>> RoleService::get(const Actor& actor, std::string_view name,
                                    const RequestContext& context) {
  const auto unit = any_unit(actor, "role.read", context.received);
  const Resource resource{.type = "role", .id = std::string(name), .unit = unit};
  auto decision = co_await access_.require(actor, "role.read", resource, context);
  if (!decision) co_return std::unexpected(std::move(decision.error()));
  auto role = co_await store_.load(name);
  if (!role) co_return fail(Errc::not_found, "role.unknown", "There is no such role.");
  co_return std::move(*role);
}

Task<Result<Role>> RoleService::create(const Actor& actor, NewRole role,
                                       const RequestContext& context) {
  auto decision =
      co_await access_.require(actor, "role.write", {.type = "role", .id = role.name}, context);
  if (!decision) co_return std::unexpected(std::move(decision.error()));
  const auto facts = co_await store_.load_facts(role, context.received);
  if (auto good = decide_role(actor, role, nullptr, facts, context.received); !good) {
    if (is_refusal(good.error())) {
      co_await access_.record_refusal(actor, "role.write", {.type = "role", .id = role.name},
                                      good.error().id, context);
    }
    co_return std::unexpected(std::move(good.error()));
  }
  auto event = role_event("role.created", actor, *decision, role, context);
  if (!co_await store_.create(role, context.received, std::move(event))) {
    co_return fail(Errc::conflict, "role.exists",
                   "There is a role of this name, or what it inherits from was changed meanwhile.");
  }
  co_return std::move(*co_await store_.load(role.name));
}

Task<Result<Role>> RoleService::update(const Actor& actor, NewRole role,
                                       std::optional<std::int64_t> version,
                                       const RequestContext& context) {
  auto decision =
      co_await access_.require(actor, "role.write", {.type = "role", .id = role.name}, context);
  if (!decision) co_return std::unexpected(std::move(decision.error()));
  const auto current = co_await store_.load(role.name);
  if (!current) co_return fail(Errc::not_found, "role.unknown", "There is no such role.");
  const auto facts = co_await store_.load_facts(role, context.received);
  if (auto good = decide_role(actor, role, &*current, facts, context.received); !good) {
    if (is_refusal(good.error())) {
      co_await access_.record_refusal(actor, "role.write", {.type = "role", .id = role.name},
                                      good.error().id, context);
    }
    co_return std::unexpected(std::move(good.error()));
  }
  if (version && *version != current->version) {
    co_return fail(Errc::precondition, "role.changed", "Somebody else changed it meanwhile.");
  }
  role.builtin = current->builtin;
  auto event = role_event("role.changed", actor, *decision, role, context);
  if (!co_await store_.update(role, current->version, context.received, std::move(event))) {
    co_return fail(Errc::conflict, "role.cycle",
                   "It was changed meanwhile, or would inherit from itself.");
  }
  co_return std::move(*co_await store_.load(role.name));
}

Task<Result<void>> RoleService::remove(const Actor& actor, std::string_view name,
                                       const RequestContext& context) {
  const NewRole role{.name = std::string(name)};
  auto decision =
      co_await access_.require(actor, "role.write", {.type = "role", .id = role.name}, context);
  if (!decision) co_return std::unexpected(std::move(decision.error()));
  const auto current = co_await store_.load(name);
  if (!current) co_return fail(Errc::not_found, "role.unknown", "There is no such role.");
  if (current->builtin) co_return fail(Errc::conflict, "role.builtin", "A built-in role stays.");
  auto event = role_event("role.deleted", actor, *decision, role, context);
  if (!co_await store_.remove(name, std::move(event))) {
    co_return fail(Errc::conflict, "role.in_use",
                   "The role is or was granted, or another role inherits from it.");
  }
  co_return Result<void>{};
}

}  // namespace tessera::access
