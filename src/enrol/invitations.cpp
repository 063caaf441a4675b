// The admin's side of invitations.
#include <algorithm>

#include <tessera/enrol/mail.hpp>
#include <tessera/people/acting_event.hpp>
#include <tessera/people/catalogue.hpp>
#include <tessera/people/envelope.hpp>

#include "enrol/codes.hpp"
#include "enrol/contact_box.hpp"
#include "enrol/desk.hpp"

namespace tessera::enrol {
namespace {

constexpr days kInvitationLife{14};
constexpr hours kBootstrapLife{24};
// The root unit of schema/migrations/0003_access.sql.
constexpr std::string_view kRootUnit = "00000000-0000-4000-8000-000000000001";

std::string link_path(const Secret& code) {
  return "/enrol/invitation?code=" + std::string(code.reveal());
}

constexpr std::size_t kLongestLine = 200;  // characters, as the table has it

std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(
      std::ranges::count_if(utf8, [](char c) { return (c & 0xC0) != 0x80; }));
}

Result<void> check_lengths(const people::Affiliation& affiliation) {
  Error error{Errc::invalid, "invitation.too_long", {}, {}, {}, 0};
  for (const auto& [field, text] :
       {std::pair("employer", &affiliation.employer), std::pair("post", &affiliation.post)}) {
    if (characters(*text) > kLongestLine)
      error.fields.push_back({field, "invitation.too_long", {}});
  }
  if (error.fields.empty()) return {};
  return std::unexpected(std::move(error));
}

Result<void> check_period(const people::Affiliation& affiliation, TimePoint now) {
  if (affiliation.employer.empty() || affiliation.post.empty() || affiliation.unit.is_nil()) {
    return fail(Errc::invalid, "invitation.incomplete");
  }
  if (!affiliation.ends || *affiliation.ends <= now || *affiliation.ends <= affiliation.starts) {
    return fail(Errc::invalid, "invitation.period");
  }
  return {};
}

class Invitations final : public InvitationService {
 public:
  Invitations(const Rooms& rooms, const Ports& ports) : rooms_(rooms), ports_(ports) {}

  Task<Result<Invitation>> invite(const NewInvitation& wanted, const access::Actor& actor,
                                  const RequestContext& context) override {
    const auto may = co_await rooms_.access.require(
        actor, "person.invite", {.type = "invitation", .unit = wanted.affiliation.unit}, context);
    if (!may) co_return std::unexpected(may.error());
    const auto now = rooms_.clock.now();
    if (auto checked = check_period(wanted.affiliation, now); !checked)
      co_return std::unexpected(checked.error());
    if (auto checked = check_lengths(wanted.affiliation); !checked)
      co_return std::unexpected(checked.error());
    if (auto checked = co_await check_sponsor(wanted.affiliation.sponsor, now); !checked)
      co_return std::unexpected(checked.error());
    const auto mail =
        people::check_value(*people::Catalogue::standard().find("email"), wanted.contact_mail);
    if (!mail) co_return fail(Errc::invalid, "invitation.mail");
    const auto code = make_invitation_code(rooms_.random);
    StoredInvitation row{.invitation = {.id = make_uuid4(rooms_.random),
                                        .affiliation = wanted.affiliation,
                                        .locale = wanted.locale,
                                        .invited_by = actor.id,
                                        .created = now,
                                        .expires = now + kInvitationLife}};
    const auto ring = rooms_.keys.get();
    row.contact_box = seal_contact(row.invitation.id, *mail, *ring, rooms_.random);
    std::vector<OutboxMessage> messages;
    messages.push_back(make_mail(*mail, "enrol_invitation", wanted.locale,
                                 {{"url", rooms_.public_url + link_path(code)},
                                  {"employer", wanted.affiliation.employer},
                                  {"post", wanted.affiliation.post}},
                                 now, *ring, rooms_.random));
    (void)co_await ports_.invitations.create(
        row, hash_code("invitation", code.reveal()),
        one(event("invitation.created", row.invitation.id, actor.id, may->role, context)),
        std::move(messages));
    co_return row.invitation;
  }

  Task<Result<std::vector<Invitation>>> list(const access::Actor& actor,
                                             const RequestContext& context) override {
    std::vector<Invitation> seen;
    for (auto& each : co_await ports_.invitations.list()) {
      const access::Resource resource{.type = "invitation", .unit = each.affiliation.unit};
      if (access::decide(actor, "person.invite", resource, rooms_.clock.now()).allowed()) {
        seen.push_back(std::move(each));
      }
    }
    if (!seen.empty()) co_return seen;
    // Nothing to see may be a refusal; that has to be journaled.
    std::optional<Uuid> anywhere;
    if (!actor.roles.empty()) anywhere = actor.roles.front().unit;
    for (const auto& role : actor.roles) {
      if (role.permissions.contains("person.invite")) anywhere = role.unit;
    }
    const auto may = co_await rooms_.access.require(
        actor, "person.invite", {.type = "invitation", .unit = anywhere}, context);
    if (!may) co_return std::unexpected(may.error());
    co_return seen;
  }

  Task<Result<void>> revoke(const Uuid& id, const access::Actor& actor,
                            const RequestContext& context) override {
    const auto stored = co_await ports_.invitations.load(id);
    const access::Resource resource{
        .type = "invitation",
        .unit = stored ? std::optional(stored->invitation.affiliation.unit) : std::nullopt};
    const auto may = co_await rooms_.access.require(actor, "person.invite", resource, context);
    if (!may) co_return std::unexpected(may.error());
    if (!stored) co_return fail(Errc::not_found, "invitation.unknown");
    const bool done = co_await ports_.invitations.save_step(
        {.id = id,
         .from = InvitationState::open,
         .to = InvitationState::revoked,
         .now = rooms_.clock.now(),
         .events = one(event("invitation.revoked", id, actor.id, may->role, context))});
    if (!done) co_return fail(Errc::conflict, "invitation.gone");
    co_return Result<void>{};
  }

  Task<Result<std::string>> create_bootstrap_invitation(const RequestContext& context) override {
    const auto now = rooms_.clock.now();
    const auto code = make_invitation_code(rooms_.random);
    const StoredInvitation row{.invitation = {.id = make_uuid4(rooms_.random),
                                              .bootstrap = true,
                                              .affiliation = {.employer = "tessera",
                                                              .unit = parse_uuid(kRootUnit).value(),
                                                              .post = "first administrator",
                                                              .starts = now},
                                              .locale = "en",
                                              .created = now,
                                              .expires = now + kBootstrapLife}};
    const bool made = co_await ports_.invitations.create(
        row, hash_code("invitation", code.reveal()),
        one(event("invitation.bootstrap_created", row.invitation.id, std::nullopt, "", context)),
        {});
    if (!made) co_return fail(Errc::conflict, "bootstrap.done");
    co_return link_path(code);
  }

 private:
  // Who answers for somebody is in service himself.
  Task<Result<void>> check_sponsor(std::optional<Uuid> sponsor, TimePoint now) {
    if (!sponsor) co_return Result<void>{};
    const auto person = co_await rooms_.people.load(*sponsor);
    const bool serves = person && person->state == people::PersonState::active &&
                        person->affiliation && person->affiliation->in_force(now);
    if (!serves) co_return fail(Errc::invalid, "invitation.sponsor");
    co_return Result<void>{};
  }
  static audit::Event event(std::string type, const Uuid& id, const std::optional<Uuid>& actor,
                            std::string role, const RequestContext& context) {
    const people::ActingAs by{
        .kind = actor ? "person" : "system", .id = actor, .role = std::move(role), .purpose = {}};
    auto out = people::acting_event(std::move(type), by, context);
    out.object_type = "invitation";
    out.object_id = to_string(id);
    return out;
  }
  static std::vector<audit::Event> one(audit::Event each) {
    std::vector<audit::Event> out;
    out.push_back(std::move(each));
    return out;
  }

  Rooms rooms_;
  Ports ports_;
};

}  // namespace

Bytes seal_contact(const Uuid& invitation, std::string_view mail, const crypto::Keyring& ring,
                   Random& random) {
  return ring.seal(crypto::kPurposeSecretBox, as_bytes(mail),
                   "invitation_contact|" + to_string(invitation), random);
}

std::string open_contact(const Uuid& invitation, BytesView box, const crypto::Keyring& ring) {
  if (box.empty()) return {};
  auto opened =
      ring.open(crypto::kPurposeSecretBox, box, "invitation_contact|" + to_string(invitation));
  if (!opened) throw people::Unreadable("invitation " + to_string(invitation) + ": contact");
  return std::string(as_text(*opened));
}

std::unique_ptr<InvitationService> make_invitation_service(const Rooms& rooms, const Ports& ports) {
  return std::make_unique<Invitations>(rooms, ports);
}

}  // namespace tessera::enrol
