// Four eyes on a real database, with authenticators in memory.
#pragma once

#include <gmock/gmock.h>

#include <map>

#include <tessera/access/grant_requests.hpp>
#include <tessera/access/make.hpp>
#include <tessera/audit/node_journal.hpp>
#include <tessera/authn/approvals.hpp>
#include <tessera/people/make.hpp>

#include "store/postgres/access_store.hpp"
#include "store/postgres/approval_store.hpp"
#include "store/postgres/authenticator_store.hpp"
#include "store/postgres/journal_store.hpp"
#include "store/postgres/passkey_store.hpp"
#include "store/postgres/people_store.hpp"
#include "tests/support/backends.hpp"
#include "tests/support/bound_passkey.hpp"

// Awaits within the full expression, so that temporary arguments live as long as the call.
#define AWAIT(...) run([&]() -> decltype(__VA_ARGS__) { co_return co_await __VA_ARGS__; })

namespace tessera::authn {

// Keeps what was told to whom.
class ToldNotices final : public Notices {
 public:
  Task<std::vector<OutboxMessage>> write(Notice notice, const RequestContext&) override {
    told.push_back(std::move(notice));
    co_return std::vector<OutboxMessage>{};
  }
  [[nodiscard]] std::size_t count(NoticeKind kind) const {
    return static_cast<std::size_t>(std::ranges::count(told, kind, &Notice::kind));
  }
  std::vector<Notice> told;
};

class ApprovalTest : public test::Backends {
 protected:
  using Key = test::VirtualAuthenticator;

  ApprovalTest() {
    service_.add(requests_);
    admin_ = make_staff();
    clerk_ = make_staff();
    approver_ = make_approver();
    give(admin_, "role_admin");
    set_needed(1);
  }

  Uuid make_staff(std::optional<Uuid> sponsor = {}) {
    const auto id = make_uuid4(random);
    const auto by = sponsor ? "'" + to_string(*sponsor) + "'" : std::string("null");
    sql("insert into person (id, state, ial, citizen, created, changed) values ('" + to_string(id) +
        "', 'active', 2, false, now(), now());"
        "insert into affiliation (person, employer, unit, post, sponsor, starts, ends, recorded) "
        "values ('" +
        to_string(id) + "', 'Ministry', '" + to_string(access::kRootUnit) + "', 'clerk', " + by +
        ", now() - interval '1 day', null, now())");
    return id;
  }
  Uuid make_approver(std::optional<Uuid> sponsor = {}) {
    const auto id = make_staff(sponsor);
    give(id, "approver");
    bind(id);
    return id;
  }
  void set_needed(int n) {
    sql("update role set approvals = " + std::to_string(n) + " where name = 'registrar'");
  }
  // An authenticator of this person, with a key of its own.
  Key& bind(const Uuid& person) {
    auto& made = keys_[person].emplace_back(std::make_unique<Key>());
    made->credential_id = Bytes(32, static_cast<std::uint8_t>(++bound_));
    made->user_handle = AWAIT(authenticators_.user_handle(person, random.bytes(32)));
    const auto wish = test::bound_passkey(*made, person, clock.now(), *keyring().get(), random);
    EXPECT_TRUE(AWAIT(authenticators_.bind(wish)));
    return *made;
  }
  Key& key_of(const Uuid& person) { return *keys_.at(person).front(); }

  RequestContext context() {
    return {.request_id = make_uuid7(clock.now(), random), .received = clock.now()};
  }
  access::Actor actor(const Uuid& person) {
    auto loaded = AWAIT(access_->load_actor(person, clock.now()));
    loaded.acr = Acr::aal2_phr;
    return loaded;
  }
  void give(const Uuid& person, std::string role, std::optional<Uuid> by = {}) {
    const auto giver = by ? actor(*by) : access::system_actor();
    const auto made = AWAIT(grants_.create(
        giver, {.person = person, .role = role, .unit = access::kRootUnit, .reason = "test"},
        context()));
    ASSERT_TRUE(made) << made.error().id;
  }
  void take(const Uuid& person, const std::string& role) {
    sql("update role_grant set revoked = now(), seal = null where person = '" + to_string(person) +
        "' and role = '" + role + "'");
  }
  // Asks for the role registrar.
  Result<access::GrantRequests::Made> ask(const Uuid& by, const Uuid& person,
                                          const Uuid& unit = access::kRootUnit) {
    const auto who = actor(by);
    return AWAIT(requests_.create(
        who, {.person = person, .role = "registrar", .unit = unit, .reason = "a new colleague"},
        context()));
  }
  access::ApprovalRequest asked() { return *ask(admin_, clerk_).value().request; }

  static std::string signed_for(const Key& key, const access::ApprovalRequest& request,
                                access::Verdict verdict = access::Verdict::approve) {
    return test::assertion_json(
        key, access::challenge_of(request.id, access::hash_of_object(request.object), verdict));
  }
  Result<access::ApprovalRequest> decide(const Uuid& who, const access::ApprovalRequest& request,
                                         std::string response, std::string reason = {},
                                         access::Verdict verdict = access::Verdict::approve) {
    const auto by = actor(who);
    return AWAIT(service_.decide(by, request.id, verdict, reason, response, context()));
  }
  Result<access::ApprovalRequest> withdraw(const Uuid& who,
                                           const access::ApprovalRequest& request) {
    const auto by = actor(who);
    return AWAIT(service_.withdraw(by, request.id, context()));
  }
  Result<access::ApprovalRequest> retry(const Uuid& who, const access::ApprovalRequest& request) {
    const auto by = actor(who);
    return AWAIT(service_.retry(by, request.id, context()));
  }
  Result<access::ApprovalRequest> approve(const Uuid& who, const access::ApprovalRequest& request) {
    return decide(who, request, signed_for(key_of(who), request));
  }
  template <class T>
  static std::string id_of(const Result<T>& result) {
    return result ? "ok" : result.error().id;
  }
  static std::string state_of(const Result<access::ApprovalRequest>& result) {
    return result ? std::string(access::to_string(result->state)) : result.error().id;
  }
  std::string state(const access::ApprovalRequest& request) {
    return std::string(access::to_string(AWAIT(approvals_.load(request.id))->state));
  }
  bool may(const Uuid& person, std::string_view permission) {
    return access::decide(actor(person), permission, {}, clock.now()).allowed();
  }
  std::int64_t events(const std::string& type) {
    return sql("select count(*) from journal_event where type = '" + type + "'")[0].integer(0);
  }

  store::postgres::JournalStore journal_store_{pool()};
  audit::NodeJournal journal_{journal_store_, keyring(), clock, random};
  store::postgres::ActorStore actors_{pool(), keyring()};
  store::postgres::RoleGrantStore grant_store_{pool(), journal_};
  store::postgres::ApprovalStore approvals_{pool(), journal_};
  store::postgres::AuthenticatorStore authenticators_{pool(), journal_};
  store::postgres::PasskeyStore passkeys_{pool(), journal_};
  store::postgres::PeopleStore people_store_{pool(), journal_};
  PasskeyOptions options_{
      .party = {.id = "login.example.gov", .origins = {"https://login.example.gov"}}};
  std::unique_ptr<access::ApprovalVerifier> verifier_ =
      make_approval_verifier(approvals_, keyring(), options_.party);
  std::unique_ptr<access::AccessService> access_ =
      access::make_access_service(actors_, journal_, {}, verifier_.get());
  access::RoleGrantService grants_{grant_store_, *access_, random, keyring()};
  std::unique_ptr<people::PeopleService> people_ =
      people::make_people_service(people_store_, clock, random, keyring());
  ToldNotices told_;
  std::unique_ptr<access::ApprovalSignatures> signatures_ =
      make_approval_signatures({.authenticators = authenticators_,
                                .passkeys = passkeys_,
                                .people = *people_,
                                .notices = told_,
                                .keys = keyring(),
                                .random = random},
                               options_);
  std::unique_ptr<access::ApprovalNotices> notices_ =
      make_approval_notices(told_, "https://login.example.gov");
  access::ApprovalService service_{{.store = approvals_,
                                    .access = *access_,
                                    .signatures = *signatures_,
                                    .notices = *notices_,
                                    .keys = keyring(),
                                    .random = random}};
  access::GrantRequests requests_{{.store = grant_store_,
                                   .grants = grants_,
                                   .access = *access_,
                                   .approvals = service_,
                                   .random = random}};
  std::map<Uuid, std::vector<std::unique_ptr<Key>>> keys_;
  int bound_ = 0;
  Uuid admin_, clerk_, approver_;
};

}  // namespace tessera::authn
