#include "endpoints/admin/recovery_desk.hpp"

#include <algorithm>
#include <array>

#include <tessera/access/make.hpp>

namespace tessera::endpoints::admin {
namespace {

constexpr std::array<std::string_view, 3> kDocuments{"passport", "identity_card",
                                                     "residence_permit"};

bool is_reference(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-_./").find(c) != std::string_view::npos;
  });
}

}  // namespace

std::span<const std::string_view> seen_documents() {
  return kDocuments;
}

Task<Result<Seen>> see_person(const AdminDeps& deps, const access::Actor& actor,
                              const Vouching& vouching, const RequestContext& context) {
  const auto person = co_await deps.people.find_by_login(vouching.login);
  access::Resource resource{.type = "person"};
  if (person) {
    resource.id = to_string(person->id);
    resource.person = person->id;
    if (person->affiliation) resource.unit = person->affiliation->unit;
  }
  // Who may not look anywhere learns nothing about which logins exist.
  const auto decision = co_await deps.access.require(actor, "person.recover", resource, context);
  if (!decision) co_return std::unexpected(decision.error());
  if (std::ranges::find(kDocuments, vouching.document) == kDocuments.end())
    co_return fail(Errc::invalid, "admin.recovery.document", "Name the document that was seen.");
  if (!is_reference(vouching.reference))
    co_return fail(Errc::invalid, "person.reference", "Name the case or ticket.");
  if (actor.kind != access::Actor::Kind::person || !actor.id)
    co_return fail(Errc::forbidden, "recovery.officer", "An officer vouches, not the system.");
  if (!person) co_return fail(Errc::not_found, "recovery.person", "There is no such account.");
  co_return Seen{.person = person->id,
                 .officer = {.kind = std::string(access::to_string(actor.kind)),
                             .id = actor.id,
                             .role = decision->role,
                             .purpose = "recovery"},
                 .evidence = vouching.document + " " + vouching.reference};
}

Task<Result<Secret>> vouch_for(const AdminDeps& deps, const access::Actor& actor,
                               const Vouching& vouching, const RequestContext& context) {
  const auto seen = co_await see_person(deps, actor, vouching, context);
  if (!seen) co_return std::unexpected(seen.error());
  co_return co_await deps.recovery.vouch(seen->person, *actor.id, seen->evidence, context);
}

}  // namespace tessera::endpoints::admin
