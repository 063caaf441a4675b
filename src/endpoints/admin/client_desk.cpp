#include "endpoints/admin/client_desk.hpp"

#include <tessera/access/make.hpp>
#include <tessera/oauth/approved_operations.hpp>

namespace tessera::endpoints::admin {
namespace {

std::optional<Uuid> unit_of(const std::optional<people::Person>& person) {
  if (!person || !person->affiliation) return std::nullopt;
  return person->affiliation->unit;
}

}  // namespace

Task<Result<people::ActingAs>> ClientDesk::allowed(const access::Actor& actor,
                                                   std::string_view permission, std::string id,
                                                   const RequestContext& context) const {
  const access::Resource resource{.type = "client", .id = std::move(id)};
  auto decision = co_await deps_.access.require(actor, permission, resource, context);
  if (!decision) co_return std::unexpected(std::move(decision.error()));
  co_return people::ActingAs{.kind = std::string(access::to_string(actor.kind)),
                             .id = actor.id,
                             .role = decision->role,
                             .purpose = "administration"};
}

Task<Result<oauth::ClientPage>> ClientDesk::list(const access::Actor& actor,
                                                 const oauth::ClientQuery& query,
                                                 const RequestContext& context) const {
  auto by = co_await allowed(actor, "client.read", {}, context);
  if (!by) co_return std::unexpected(std::move(by.error()));
  co_return co_await deps_.clients.list(query);
}

Task<Result<oauth::Client>> ClientDesk::get(const access::Actor& actor, const Uuid& id,
                                            const RequestContext& context) const {
  auto by = co_await allowed(actor, "client.read", to_string(id), context);
  if (!by) co_return std::unexpected(std::move(by.error()));
  co_return co_await deps_.clients.get(id);
}

Task<Result<oauth::NewClient>> ClientDesk::create(const access::Actor& actor,
                                                  const oauth::ClientRegistration& registration,
                                                  const RequestContext& context) const {
  auto by = co_await allowed(actor, "client.write", {}, context);
  if (!by) co_return std::unexpected(std::move(by.error()));
  co_return co_await deps_.clients.create(registration, *by, context);
}

Task<Result<oauth::Client>> ClientDesk::update(const access::Actor& actor, const Uuid& id,
                                               const oauth::ClientRegistration& registration,
                                               std::optional<std::int64_t> version,
                                               const RequestContext& context) const {
  auto by = co_await allowed(actor, "client.write", to_string(id), context);
  if (!by) co_return std::unexpected(std::move(by.error()));
  if (co_await deps_.approvals.needed(access::ApprovalKind::client) == 0)
    co_return co_await deps_.clients.update(id, registration, version, *by, context);
  // What others approved is what they saw: a client that changes waits for them again.
  const auto current = co_await deps_.clients.get(id);
  if (!current) co_return std::unexpected(current.error());
  co_return co_await deps_.clients.resubmit(id, registration, version.value_or(current->version),
                                            *by, context);
}

Task<Result<oauth::Client>> ClientDesk::set_status(const access::Actor& actor, const Uuid& id,
                                                   oauth::ClientStatus to, std::string reason,
                                                   const RequestContext& context) const {
  auto by = co_await allowed(actor, "client.write", to_string(id), context);
  if (!by) co_return std::unexpected(std::move(by.error()));
  if (to == oauth::ClientStatus::approved &&
      co_await deps_.approvals.needed(access::ApprovalKind::client) > 0)
    co_return fail(Errc::conflict, "client.approval_needed",
                   "Others have to approve this client first.");
  co_return co_await deps_.clients.set_status(id, to, std::move(reason), *by, context);
}

Task<Result<access::ApprovalRequest>> ClientDesk::ask_approval(
    const access::Actor& actor, const Uuid& id, std::string reason,
    const RequestContext& context) const {
  const auto by = co_await allowed(actor, "client.write", to_string(id), context);
  if (!by) co_return std::unexpected(by.error());
  const auto client = co_await deps_.clients.get(id);
  if (!client) co_return std::unexpected(client.error());
  if (client->status != oauth::ClientStatus::draft &&
      client->status != oauth::ClientStatus::suspended)
    co_return fail(Errc::conflict, "client.transition", "The client cannot take this state now.");
  const int needed = co_await deps_.approvals.needed(access::ApprovalKind::client);
  co_return co_await deps_.approvals.open(actor,
                                          {.kind = access::ApprovalKind::client,
                                           .subject = to_string(id),
                                           .what = oauth::what_of(*client),
                                           .needed = needed,
                                           .reason = std::move(reason)},
                                          context);
}

Task<Result<oauth::NewClient>> ClientDesk::rotate_secret(const access::Actor& actor, const Uuid& id,
                                                         Duration overlap,
                                                         const RequestContext& context) const {
  auto by = co_await allowed(actor, "client.write", to_string(id), context);
  if (!by) co_return std::unexpected(std::move(by.error()));
  co_return co_await deps_.clients.rotate_secret(id, overlap, *by, context);
}

Task<Result<std::vector<oauth::InitialAccessToken>>> ClientDesk::list_tokens(
    const access::Actor& actor, const RequestContext& context) const {
  auto by = co_await allowed(actor, "client.read", {}, context);
  if (!by) co_return std::unexpected(std::move(by.error()));
  co_return co_await deps_.registrations.list_tokens();
}

Task<Result<oauth::RegistrationService::MadeToken>> ClientDesk::create_token(
    const access::Actor& actor, const oauth::RegistrationService::NewToken& wish,
    const RequestContext& context) const {
  auto by = co_await allowed(actor, "client.write", {}, context);
  if (!by) co_return std::unexpected(std::move(by.error()));
  // R37: where several people approve clients, no token of one of them does.
  if (wish.limits.approve && co_await deps_.approvals.needed(access::ApprovalKind::client) > 0) {
    co_await deps_.access.record_refusal(actor, "client.write", {.type = "initial_access_token"},
                                         "approval", context);
    co_return fail(Errc::forbidden, "access.denied",
                   "Clients are approved by several people here: a token cannot approve them.",
                   "approval");
  }
  co_return co_await deps_.registrations.create_token(wish, *by, context);
}

Task<Result<void>> ClientDesk::revoke_token(const access::Actor& actor, const Uuid& id,
                                            const RequestContext& context) const {
  auto by = co_await allowed(actor, "client.write", {}, context);
  if (!by) co_return std::unexpected(std::move(by.error()));
  co_return co_await deps_.registrations.revoke_token(id, *by, context);
}

Task<Result<std::vector<audit::SealedRow>>> find_events(const AdminDeps& deps,
                                                        const access::Actor& actor,
                                                        const audit::EventQuery& query,
                                                        const RequestContext& context) {
  auto decision =
      co_await deps.access.require(actor, "audit_event.read", {.type = "audit_event"}, context);
  if (!decision) co_return std::unexpected(std::move(decision.error()));
  auto event = access::make_event("journal.read", actor, context);
  event.actor_role = decision->role;
  event.subject = query.subject;
  event.details["type"] = query.type_prefix;
  std::vector<audit::Event> events;
  events.push_back(std::move(event));
  co_await deps.journal.append(std::move(events));
  co_return co_await deps.journal_reader.find_events(query);
}

Task<Result<access::Decision>> explain_decision(const AdminDeps& deps, const access::Actor& actor,
                                                const ExplainQuestion& question,
                                                const RequestContext& context) {
  const auto person = co_await deps.people.load(question.person);
  std::vector<std::optional<Uuid>> units{unit_of(person)};
  if (question.unit) units.push_back(question.unit);
  for (const auto& unit : units) {
    const access::Resource grants{.type = "role_grant", .unit = unit};
    auto may = co_await deps.access.require(actor, "role_grant.read", grants, context);
    if (!may) co_return std::unexpected(std::move(may.error()));
  }
  access::Resource asked{.type = "any", .unit = question.unit, .person = question.about};
  if (question.about && !asked.unit)
    asked.unit = unit_of(co_await deps.people.load(*question.about));
  co_return co_await access::explain(deps.access, deps.actors, question.person, question.permission,
                                     asked, context.received, question.named);
}

}  // namespace tessera::endpoints::admin
