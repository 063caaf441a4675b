// The changes of configuration as code, each by the service that also serves the pages.
#include <algorithm>

#include "endpoints/admin/client_desk.hpp"
#include "endpoints/admin/configuration_desk.hpp"

namespace tessera::endpoints::admin {
namespace {

using managed::Action;

std::string text_in(const managed::Fields& fields, std::string_view name) {
  const auto* found = fields.if_contains({name.data(), name.size()});
  const auto* text = found == nullptr ? nullptr : found->if_string();
  return text == nullptr ? std::string{} : std::string(*text);
}

std::vector<std::string> texts_in(const managed::Fields& fields, std::string_view name) {
  std::vector<std::string> out;
  const auto* found = fields.if_contains({name.data(), name.size()});
  if (found == nullptr || !found->is_array()) return out;
  for (const auto& item : found->get_array()) out.emplace_back(item.as_string());
  return out;
}

int number_in(const managed::Fields& fields, std::string_view name, int otherwise) {
  const auto* found = fields.if_contains({name.data(), name.size()});
  const auto* number = found == nullptr ? nullptr : found->if_int64();
  return number == nullptr ? otherwise : static_cast<int>(*number);
}

access::RoleLimits limits_in(const managed::Fields& fields) {
  access::RoleLimits out;
  out.approvals = number_in(fields, "approvals", out.approvals);
  out.longest = number_in(fields, "longest_days", out.longest);
  if (const auto most = number_in(fields, "most_holders", 0); most > 0) out.most_holders = most;
  const auto* delegable = fields.if_contains("delegable");
  out.delegable = delegable != nullptr && delegable->is_bool() && delegable->get_bool();
  return out;
}

// "course:data-protection"
std::vector<access::Prerequisite> prerequisites_in(const managed::Fields& fields) {
  std::vector<access::Prerequisite> out;
  for (const auto& text : texts_in(fields, "prerequisites")) {
    const auto colon = std::min(text.find(':'), text.size());
    out.push_back(
        {.kind = text.substr(0, colon), .value = text.substr(std::min(colon + 1, text.size()))});
  }
  return out;
}

// The object as it shall be: what there is, with the changes.
managed::Fields changed(managed::Fields fields, const managed::Merge& merge) {
  for (const auto& change : merge.changes) {
    if (change.after.is_null())
      fields.erase(change.name);
    else
      fields[change.name] = change.after;
  }
  return fields;
}

bool changes_registration(const managed::Merge& merge) {
  return std::ranges::any_of(merge.changes,
                             [](const auto& change) { return change.name != "status"; });
}

}  // namespace

Task<Result<void>> ConfigurationDesk::change_unit(const access::Actor& actor, AppliedStep& step,
                                                  const RequestContext& context) const {
  auto name = text_in(step.change.wanted, "name");
  const bool is_new = step.change.action == Action::create;
  const auto id = parse_uuid(is_new ? text_in(step.change.wanted, "parent") : step.change.object);
  if (!id) co_return fail(Errc::not_found, "unit.unknown", "There is no such unit.");
  const auto unit = is_new ? co_await deps_.units.create(actor, *id, std::move(name), context)
                           : co_await deps_.units.rename(actor, *id, std::move(name),
                                                         step.change.version, context);
  if (!unit) co_return std::unexpected(unit.error());
  step.change.object = to_string(unit->id);
  step.version = unit->version;
  co_return Result<void>{};
}

Task<Result<void>> ConfigurationDesk::change_role(const access::Actor& actor, AppliedStep& step,
                                                  const managed::Fields& live,
                                                  const RequestContext& context) const {
  const auto fields = changed(live, step.change.merge);
  access::NewRole wish{.name = step.change.key,
                       .title = text_in(fields, "title"),
                       .permissions = texts_in(fields, "permissions"),
                       .parents = texts_in(fields, "parents"),
                       .limits = limits_in(fields),
                       .prerequisites = prerequisites_in(fields)};
  const bool is_new = step.change.action == Action::create;
  const auto role =
      is_new ? co_await deps_.roles.create(actor, std::move(wish), context)
             : co_await deps_.roles.update(actor, std::move(wish), step.change.version, context);
  if (!role) co_return std::unexpected(role.error());
  step.version = role->version;
  co_return Result<void>{};
}

Task<Result<void>> ConfigurationDesk::change_policy(const access::Actor& actor, AppliedStep& step,
                                                    const RequestContext& context) const {
  const auto kind = access::parse_approval_kind(step.change.object);
  if (!kind) co_return fail(Errc::not_found, "approval.kind", "There is no such kind.");
  const int needed = number_in(step.change.wanted, "needed", 0);
  const auto set = co_await deps_.approvals.set_policy(actor, *kind, needed, context);
  if (!set) co_return std::unexpected(set.error());
  step.version = needed + 1;
  co_return Result<void>{};
}

Task<Result<void>> ConfigurationDesk::change_purpose(const access::Actor& actor, AppliedStep& step,
                                                     const managed::Fields& live,
                                                     const RequestContext& context) const {
  const auto fields = changed(live, step.change.merge);
  const auto set =
      co_await deps_.work.policies.set_purpose(actor,
                                               {.code = step.change.key,
                                                .title = text_in(fields, "title"),
                                                .legal_basis = text_in(fields, "legal_basis"),
                                                .data_classes = texts_in(fields, "data_classes"),
                                                .version = step.change.version},
                                               context);
  if (!set) co_return std::unexpected(set.error());
  step.change.object = set->code;
  step.version = set->version;
  co_return Result<void>{};
}

Task<Result<void>> ConfigurationDesk::change_level(const access::Actor& actor, AppliedStep& step,
                                                   const managed::Fields& live,
                                                   const RequestContext& context) const {
  const auto fields = changed(live, step.change.merge);
  const auto set = co_await deps_.work.policies.set_level(actor,
                                                          {.role = step.change.object,
                                                           .least = text_in(fields, "least"),
                                                           .version = step.change.version},
                                                          context);
  if (!set) co_return std::unexpected(set.error());
  step.version = set->version;
  co_return Result<void>{};
}

Task<Result<void>> ConfigurationDesk::change_client(const access::Actor& actor, AppliedStep& step,
                                                    const managed::Fields& live,
                                                    const RequestContext& context) const {
  auto fields = changed(live, step.change.merge);
  fields.erase("status");
  const auto registration = oauth::parse_registration(fields);
  if (!registration) co_return std::unexpected(registration.error());
  const ClientDesk desk(deps_);
  if (step.change.action == Action::create) {
    auto made = co_await desk.create(actor, *registration, context);
    if (!made) co_return std::unexpected(std::move(made.error()));
    step.change.object = to_string(made->client.id);
    step.version = made->client.version;
    step.secret = std::move(made->secret);
  } else if (changes_registration(step.change.merge)) {
    const auto id = parse_uuid(step.change.object).value_or(Uuid{});
    const auto saved = co_await desk.update(actor, id, *registration, step.change.version, context);
    if (!saved) co_return std::unexpected(saved.error());
    step.version = saved->version;
  }
  co_return co_await change_status(actor, step, context);
}

// After the registration: what is approved is what the file says. A change may have suspended the
// client until others approve it again, so what is wanted is compared with what is there now.
Task<Result<void>> ConfigurationDesk::change_status(const access::Actor& actor, AppliedStep& step,
                                                    const RequestContext& context) const {
  const auto to = oauth::parse_client_status(text_in(step.change.wanted, "status"));
  const auto id = parse_uuid(step.change.object).value_or(Uuid{});
  if (!to) co_return Result<void>{};
  const auto current = co_await deps_.clients.get(id);
  if (!current) co_return std::unexpected(current.error());
  if (current->status == *to) co_return Result<void>{};
  const ClientDesk desk(deps_);
  const auto saved = co_await desk.set_status(actor, id, *to, "as configured", context);
  if (saved) {
    step.version = saved->version;
    co_return Result<void>{};
  }
  // The rest is done and has to be told, the secret of a new client above all.
  step.unfinished = saved.error().id;
  if (saved.error().id != "client.approval_needed") co_return Result<void>{};
  const auto asked = co_await desk.ask_approval(actor, id, "as configured", context);
  step.unfinished = asked ? "approval.requested" : asked.error().id;
  co_return Result<void>{};
}

}  // namespace tessera::endpoints::admin
