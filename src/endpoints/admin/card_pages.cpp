// A smart card is bound at a desk: an officer saw the person, the card is read in the officer's
// reader, and what it says is shown before it becomes a way to sign in (SP 800-63B-4 4.1.2).
#include <boost/json/serialize.hpp>

#include <tessera/access/make.hpp>
#include <tessera/authn/certificates.hpp>
#include <tessera/codec/base64url.hpp>
#include <tessera/codec/json.hpp>
#include <tessera/codec/rfc3339.hpp>
#include <tessera/codec/url.hpp>

#include "endpoints/admin/seen_form.hpp"
#include "endpoints/card/routes.hpp"

namespace tessera::endpoints::admin {
namespace {

constexpr const char* kPath = "/admin/card";
constexpr const char* kGo = "/admin/card/go";
constexpr const char* kRead = "/admin/card/read";

// What the officer said, on its way over the card's listener; opens in this session only.
std::string seal_seen(const Visit& visit, const Seen& seen) {
  const auto& web = visit.deps.web;
  const boost::json::object json{
      {"person", to_string(seen.person)}, {"role", seen.officer.role}, {"evidence", seen.evidence}};
  return codec::to_base64url(
      web.keyring.get()->seal(crypto::kPurposeFlow, as_bytes(boost::json::serialize(json)),
                              "card-desk|" + to_string(visit.session->id), web.random));
}

std::optional<Seen> open_seen(const Visit& visit, std::string_view sealed) {
  const auto box = codec::from_base64url(sealed);
  if (!box) return std::nullopt;
  const auto plain = visit.deps.web.keyring.get()->open(
      crypto::kPurposeFlow, *box, "card-desk|" + to_string(visit.session->id));
  if (!plain) return std::nullopt;
  const auto json = codec::parse_json_object(as_text(*plain));
  const auto person = json ? parse_uuid(codec::text_of(*json, "person")) : std::nullopt;
  if (!person) return std::nullopt;
  return Seen{.person = *person,
              .officer = {.kind = std::string(access::to_string(visit.actor.kind)),
                          .id = visit.actor.id,
                          .role = codec::text_of(*json, "role"),
                          .purpose = "recovery"},
              .evidence = codec::text_of(*json, "evidence")};
}

Task<http::Response> show_form(const Visit& visit) {
  if (auto refused = co_await refuse_at_desk(visit)) co_return std::move(*refused);
  ui::AdminPage page{.title_id = "admin.card.title",
                     .lead_id = "admin.card.lead",
                     .back_path = "/admin",
                     .notice = visit.notice()};
  page.forms.push_back(make_seen_form({.id = "card-person",
                                       .heading_id = "admin.card.heading",
                                       .action = kPath,
                                       .button = "card",
                                       .button_id = "admin.card.button"}));
  co_return visit.show(page);
}

// A form may lead to no other origin: the way to the card is a link.
Task<Result<http::Response>> name_person(const Visit& visit, const codec::Form& form) {
  const auto wish = read_seen_form(visit, form);
  if (!wish) co_return std::unexpected(wish.error());
  const auto seen = co_await see_person(visit.deps, visit.actor, *wish, visit.context());
  if (!seen) co_return std::unexpected(seen.error());
  if (seen->person == *visit.actor.id) co_return fail(Errc::forbidden, "recovery.self");
  ui::AdminPage page{
      .title_id = "admin.card.insert", .lead_id = "admin.card.insert_text", .back_path = kPath};
  page.links.emplace_back(codec::with_query(kGo, {{"visit", seal_seen(visit, *seen)}}),
                          "admin.card.read");
  co_return visit.show(page);
}

Task<http::Response> go_to_card(const Visit& visit) {
  const auto sealed = visit.asked("visit");
  const auto seen = open_seen(visit, sealed);
  if (!seen)
    co_return visit.refuse({.code = Errc::gone, .id = "certificate.answer_expired"}, kPath);
  const auto& web = visit.deps.web;
  const auto challenge = visit.deps.cards->offer_at_desk(
      visit.session->id, seen->person, web.browser_binding(visit.request), web.clock.now());
  co_return http::redirect(codec::with_query(web.card_url + std::string(kCardDesk),
                                             {{"flow", sealed}, {"challenge", challenge}}));
}

struct Read {
  Seen seen;
  authn::CertificateReading reading;
};

Result<Read> read_card(const Visit& visit, const std::string& flow, const std::string& challenge,
                       const std::string& answer) {
  const auto seen = open_seen(visit, flow);
  if (!seen) return fail(Errc::gone, "certificate.answer_expired");
  const auto& web = visit.deps.web;
  auto reading = visit.deps.cards->open_at_desk(visit.session->id, seen->person,
                                                web.browser_binding(visit.request), challenge,
                                                answer, web.clock.now());
  if (!reading) return std::unexpected(reading.error());
  return Read{.seen = *seen, .reading = std::move(*reading)};
}

Task<http::Response> show_card(const Visit& visit) {
  if (auto refused = co_await refuse_at_desk(visit)) co_return std::move(*refused);
  const auto flow = visit.asked("flow");
  const auto challenge = visit.asked("challenge");
  const auto answer = visit.asked("answer");
  const auto read = read_card(visit, flow, challenge, answer);
  if (!read) co_return visit.refuse(read.error(), kPath);
  ui::AdminPage page{
      .title_id = "admin.card.confirm", .lead_id = "admin.card.confirm_text", .back_path = kPath};
  page.facts = {{"admin.card.name", read->reading.label},
                {"admin.card.until", codec::render_minute(read->reading.not_after)}};
  page.forms.push_back({.id = "card-bind",
                        .heading_id = "admin.card.bind",
                        .action = kRead,
                        .button = "bind",
                        .button_id = "admin.card.bind",
                        .inputs = {},
                        .warning = true,
                        .hidden = {{"flow", flow}, {"challenge", challenge}, {"answer", answer}}});
  co_return visit.show(page);
}

Task<Result<http::Response>> bind_card(const Visit& visit, const codec::Form& form) {
  const auto read =
      read_card(visit, form.value("flow"), form.value("challenge"), form.value("answer"));
  if (!read) co_return std::unexpected(read.error());
  // Rights may have ended since the person was named.
  const auto person = co_await visit.deps.people.load(read->seen.person);
  access::Resource resource{
      .type = "person", .id = to_string(read->seen.person), .person = read->seen.person};
  if (person && person->affiliation) resource.unit = person->affiliation->unit;
  const auto allowed =
      co_await visit.deps.access.require(visit.actor, "person.recover", resource, visit.context());
  if (!allowed) co_return std::unexpected(allowed.error());
  const auto bound = co_await visit.deps.cards->bind_at_desk(
      read->seen.person, read->reading, read->seen.officer, read->seen.evidence, visit.context());
  if (!bound) co_return std::unexpected(bound.error());
  co_return Visit::done(kPath, "card");
}

}  // namespace

void add_card_pages(http::Router& router, const AdminDeps& deps) {
  if (deps.cards == nullptr) return;
  router.add(http::Method::get, kPath, shown(deps, show_form));
  router.add(http::Method::post, kPath, posted(deps, name_person, show_form));
  router.add(http::Method::get, kGo, shown(deps, go_to_card));
  router.add(http::Method::get, kRead, shown(deps, show_card));
  router.add(http::Method::post, kRead, posted(deps, bind_card, show_form));
}

}  // namespace tessera::endpoints::admin
