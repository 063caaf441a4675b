// The room on real PostgreSQL and Redis, with the real people, authn and access services.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <tessera/access/grant_seal.hpp>
#include <tessera/access/make.hpp>
#include <tessera/audit/node_journal.hpp>
#include <tessera/authn/make.hpp>
#include <tessera/codec/json.hpp>
#include <tessera/crypto/totp.hpp>
#include <tessera/enrol/make.hpp>
#include <tessera/people/make.hpp>

#include "store/postgres/access_store.hpp"
#include "store/postgres/application_store.hpp"
#include "store/postgres/authenticator_store.hpp"
#include "store/postgres/evidence_store.hpp"
#include "store/postgres/freeze_store.hpp"
#include "store/postgres/inbox_store.hpp"
#include "store/postgres/invitation_store.hpp"
#include "store/postgres/journal_store.hpp"
#include "store/postgres/passkey_store.hpp"
#include "store/postgres/people_store.hpp"
#include "store/postgres/recovery_store.hpp"
#include "store/postgres/session_store.hpp"
#include "store/redis/flow_store.hpp"
#include "store/redis/session_store.hpp"
#include "store/redis/stuffing_store.hpp"
#include "store/redis/throttle_store.hpp"
#include "tests/support/backends.hpp"

// Awaits within the full expression, so that temporary arguments live as long as the call.
#define AWAIT(...) run([&]() -> decltype(__VA_ARGS__) { co_return co_await __VA_ARGS__; })

namespace tessera::enrol {

inline const std::string kUnit = "00000000-0000-4000-8000-000000000001";

// Remembers who became the first admin.
class RecordedRoles final : public BootstrapRoles {
 public:
  Task<Result<void>> grant_first_admin(const Uuid& person, const RequestContext&) override {
    granted.push_back(person);
    co_return Result<void>{};
  }
  std::vector<Uuid> granted;
};

class EnrolStack : public test::Backends {
 protected:
  static constexpr std::string_view kPassword = "nine lakes and a boat";

  RequestContext context(std::string address = "203.0.113.7") {
    return {.request_id = make_uuid7(clock.now(), random),
            .address = std::move(address),
            .address_class = "public",
            .locale = "en",
            .received = clock.now()};
  }
  std::int64_t count(const std::string& query) { return sql(query)[0].integer(0); }
  std::int64_t events(const std::string& type) {
    return count("select count(*) from journal_event where type = '" + type + "'");
  }

  void employ(const Uuid& id, const std::string& role) {
    sql("insert into affiliation (person, employer, unit, post, starts, recorded) values ('" +
        to_string(id) + "', 'Registry', '" + kUnit +
        "', 'clerk', now() - interval '1 day', now())");
    access::RoleGrant grant{.id = make_uuid4(random),
                            .person = id,
                            .role = role,
                            .unit = parse_uuid(kUnit).value(),
                            .starts = clock.now() - days{1},
                            .reason = "test",
                            .created = clock.now(),
                            .version = 1,
                            .purposes = {"enrolment"}};
    grant.seal = access::seal_of(grant, *keyring().get());
    ASSERT_TRUE(AWAIT(
        grant_store_.create(grant, true, audit::make_event("role_grant.created", context()))));
  }
  // A civil servant in service with this role, and the actor he is to access.
  access::Actor officer(const std::string& role) {
    const auto id = make_uuid4(random);
    sql("insert into person (id, state, ial, citizen, created, changed) values ('" + to_string(id) +
        "', 'active', 2, false, now(), now())");
    employ(id, role);
    return actor(id);
  }
  access::Actor actor(const Uuid& person) {
    auto loaded = AWAIT(access_->load_actor(person, clock.now()));
    loaded.acr = Acr::aal2_phr;
    return loaded;
  }

  // The newest mail of this template, opened.
  boost::json::object mail(std::string_view mail_template) {
    boost::json::object newest;
    const auto rows =
        sql("select payload, id from outbox where kind = 'mail' and payload <> '' order by id");
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto opened = keyring().get()->open(crypto::kPurposeSecretBox, rows[i].bytes(0),
                                                outbox_context(rows[i].uuid(1)));
      if (!opened) throw std::runtime_error("a mail does not open");
      auto object = codec::parse_json_object(as_text(*opened)).value();
      if (object.at("template").as_string() == mail_template) newest = std::move(object);
    }
    if (newest.empty()) throw std::runtime_error("no mail " + std::string(mail_template));
    return newest;
  }
  std::string mailed(std::string_view mail_template, std::string_view member) {
    return std::string(mail(mail_template).at("data").as_object().at(member).as_string());
  }

  static std::string jpeg(std::size_t size = 1000) {
    return "\xFF\xD8\xFF\xE0" + std::string(size - 6, 'j') + "\xFF\xD9";
  }
  Result<Evidence> upload(const Application& application, std::string_view bytes,
                          std::size_t piece = 100'000) {
    return run([&]() -> Task<Result<Evidence>> {
      auto begun = co_await applicants_->begin_upload(application, context());
      if (!begun) co_return std::unexpected(begun.error());
      for (std::size_t at = 0; at < bytes.size(); at += piece) {
        if (auto taken = co_await (*begun)->write(bytes.substr(at, piece)); !taken) {
          co_await (*begun)->abandon();
          co_return std::unexpected(taken.error());
        }
      }
      auto stored = co_await (*begun)->finish(context());
      if (!stored) co_await (*begun)->abandon();
      co_return stored;
    });
  }
  Application current(const Uuid& id) { return AWAIT(applications_.load(id)).value(); }

  Started start() { return AWAIT(applicants_->start("2026-11", context())).value(); }
  Result<void> send_code(const Uuid& id, const std::string& address) {
    clock.advance(seconds{1});  // mails are told apart by their time
    const auto now = current(id);
    return AWAIT(applicants_->send_contact_code(now, address, context()));
  }
  Result<Application> confirm(const Uuid& id, const std::string& code) {
    const auto now = current(id);
    return AWAIT(applicants_->confirm_contact(now, code, context()));
  }
  Result<Application> state_attributes(const Uuid& id, std::vector<Value> values) {
    const auto now = current(id);
    return AWAIT(applicants_->save_attributes(now, values, context()));
  }
  Result<Application> state_document(const Uuid& id, const std::string& number) {
    const auto now = current(id);
    const Document document{.type = "passport",
                            .number = number,
                            .country = "DE",
                            .issued = "2022-01-15",
                            .expires = "2032-01-14"};
    return AWAIT(applicants_->save_document(now, document, context()));
  }
  Result<Application> submit(const Uuid& id, const std::string& consent = "2026-11") {
    const auto now = current(id);
    return AWAIT(applicants_->submit(now, consent, context()));
  }
  // A draft with everything but the consent.
  Started make_draft(const std::string& address = "ana@example.org",
                     const std::string& number = "P 1234567") {
    auto started = start();
    const auto id = started.application.id;
    EXPECT_TRUE(send_code(id, address));
    EXPECT_TRUE(confirm(id, mailed("enrol_code", "code")));
    EXPECT_TRUE(state_attributes(id, {{"name", "Ana Lopez", {}}, {"birthdate", "1985-02-28", {}}}));
    EXPECT_TRUE(state_document(id, number));
    EXPECT_TRUE(upload(current(id), jpeg()));
    started.application = current(id);
    return started;
  }
  Started make_submitted(const std::string& address = "ana@example.org",
                         const std::string& number = "P 1234567") {
    auto started = make_draft(address, number);
    const auto sent = submit(started.application.id);
    EXPECT_TRUE(sent) << sent.error().id;
    if (sent) started.application = *sent;
    return started;
  }

  Application take(const access::Actor& by, const Uuid& id) {
    const auto taken = AWAIT(review_->take(by, id, context()));
    EXPECT_TRUE(taken) << taken.error().id;
    return current(id);
  }
  Result<Case> open_case(const access::Actor& by, const Uuid& id, bool reveal = false) {
    return AWAIT(review_->open(by, id, reveal, context()));
  }
  Result<Application> approve(const access::Actor& by, const Uuid& id) {
    const auto version = current(id).version;
    return AWAIT(review_->approve(by, id, version, true, context()));
  }
  Result<Application> reject(const access::Actor& by, const Uuid& id,
                             std::vector<std::string> reasons) {
    const auto version = current(id).version;
    return AWAIT(review_->reject(by, id, version, reasons, context()));
  }
  Result<Application> request_more(const access::Actor& by, const Uuid& id,
                                   std::vector<std::string> reasons) {
    const auto version = current(id).version;
    return AWAIT(review_->request_more(by, id, version, reasons, context()));
  }
  Result<Application> bind(const Application& application) {
    const auto set = AWAIT(applicants_->bind_password(application, Secret(kPassword), context()));
    if (!set) return std::unexpected(set.error());
    const auto offer = AWAIT(applicants_->offer_totp(application)).value();
    const auto code =
        crypto::totp_code(offer.secret.reveal_bytes(), crypto::totp_step(clock.now()));
    return AWAIT(applicants_->bind_totp(application, offer.secret, code, context()));
  }
  people::Affiliation post() {
    return {.employer = "Ministry",
            .unit = parse_uuid(kUnit).value(),
            .post = "Clerk",
            .starts = clock.now(),
            .ends = clock.now() + days{90}};
  }
  // Invites and answers the code of the mailed link.
  std::string invite(const access::Actor& admin, const std::string& address) {
    const NewInvitation wanted{.affiliation = post(), .contact_mail = address};
    const auto made = AWAIT(invitations_->invite(wanted, admin, context()));
    EXPECT_TRUE(made) << made.error().id;
    const auto url = mailed("enrol_invitation", "url");
    return url.substr(url.find("code=") + 5);
  }

  static authn::AuthnOptions cheap() {
    authn::AuthnOptions options;
    options.hashing.params = {.memory_kib = 64, .passes = 1};
    return options;
  }

  store::postgres::JournalStore journal_store_{pool()};
  audit::NodeJournal journal_{journal_store_, keyring(), clock, random};
  store::postgres::PeopleStore people_store_{pool(), journal_};
  std::unique_ptr<people::PeopleService> people_ =
      people::make_people_service(people_store_, clock, random, keyring());
  std::unique_ptr<people::PersonDirectory> directory_ =
      people::make_person_directory(people_store_, people_store_, random, keyring());
  store::postgres::ActorStore actors_{pool(), keyring()};
  store::postgres::RoleGrantStore grant_store_{pool(), journal_};
  std::unique_ptr<access::AccessService> access_ = access::make_access_service(actors_, journal_);
  store::postgres::SessionStore session_store_{pool(), journal_};
  store::redis::SessionCache cache_{redis()};
  store::postgres::AuthenticatorStore authenticators_{pool(), journal_};
  store::redis::ThrottleStore throttle_{redis()};
  store::postgres::InboxStore inbox_{pool()};
  store::postgres::FreezeStore freezes_{pool(), journal_};
  store::redis::FlowStore flows_{redis()};
  store::redis::StuffingStore stuffing_{redis()};
  store::postgres::RecoveryStore recoveries_{pool(), journal_};
  store::postgres::PasskeyStore passkeys_{pool(), journal_};
  std::unique_ptr<people::PersonBox> box_ =
      people::make_person_box(people_store_, keyring(), random);
  authn::Authn authn_{
      {session_store_, cache_, authenticators_, throttle_, *people_, journal_, keyring(), clock,
       random, inbox_, *box_, freezes_, flows_, stuffing_, recoveries_, passkeys_},
      cheap()};
  store::postgres::ApplicationStore applications_{pool(), journal_};
  store::postgres::EvidenceStore evidence_{pool(), journal_};
  store::postgres::InvitationStore invitation_store_{pool(), journal_};
  NoScanner scanner_;
  RecordedRoles roles_;
  Rooms rooms_{*people_, *directory_, authn_.binding(),           *access_, journal_, clock,
               random,   keyring(),   "https://login.example.gov"};
  Ports ports_{applications_,     applications_, applications_, evidence_,
               invitation_store_, throttle_,     scanner_,      roles_};
  std::unique_ptr<ApplicantService> applicants_ = make_applicant_service(rooms_, ports_);
  std::unique_ptr<ReviewService> review_ = make_review_service(rooms_, ports_);
  std::unique_ptr<InvitationService> invitations_ = make_invitation_service(rooms_, ports_);
  std::unique_ptr<RedeemInvitation> redeem_ = make_redeem_invitation(rooms_, ports_);
  std::unique_ptr<Jobs> jobs_ = make_jobs(rooms_, ports_);
};

}  // namespace tessera::enrol
