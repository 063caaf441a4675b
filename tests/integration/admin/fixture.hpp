// Administration over a real database: access, people and the journal are real, the rest is in
// memory.
#pragma once

#include <gmock/gmock.h>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include <tessera/access/make.hpp>
#include <tessera/audit/node_journal.hpp>
#include <tessera/authn/approvals.hpp>
#include <tessera/codec/json.hpp>
#include <tessera/oauth/approved_operations.hpp>
#include <tessera/people/make.hpp>
#include <tessera/privacy/make.hpp>

#include "authn/protection/freeze.hpp"
#include "authn/protection/interventions.hpp"
#include "authn/protection/notices.hpp"
#include "authn/recovery/recovery_addresses.hpp"
#include "endpoints/admin/routes.hpp"
#include "store/postgres/access_store.hpp"
#include "store/postgres/approval_store.hpp"
#include "store/postgres/authenticator_store.hpp"
#include "store/postgres/break_glass_store.hpp"
#include "store/postgres/campaign_store.hpp"
#include "store/postgres/client_store.hpp"
#include "store/postgres/consent_store.hpp"
#include "store/postgres/console_lists.hpp"
#include "store/postgres/freeze_store.hpp"
#include "store/postgres/inbox_store.hpp"
#include "store/postgres/journal_store.hpp"
#include "store/postgres/lease_store.hpp"
#include "store/postgres/managed_store.hpp"
#include "store/postgres/outbox_store.hpp"
#include "store/postgres/passkey_store.hpp"
#include "store/postgres/people_store.hpp"
#include "store/postgres/policy_store.hpp"
#include "store/postgres/recovery_store.hpp"
#include "store/postgres/registration_store.hpp"
#include "store/postgres/scim_group_store.hpp"
#include "store/postgres/scim_store.hpp"
#include "store/postgres/search_store.hpp"
#include "store/postgres/signing_key_store.hpp"
#include "store/postgres/work_store.hpp"
#include "store/redis/idempotency_store.hpp"
#include "tests/integration/admin/fakes.hpp"
#include "tests/support/backends.hpp"

namespace tessera::endpoints {

class AdminTest : public test::Backends {
 protected:
  AdminTest() {
    approvals_.add(grant_requests_);
    approvals_.add(client_approval_);
    approvals_.add(key_approval_);
    clerk_ = make_person("clerk@example.gov", true);
    officer_ = make_person("officer@example.gov", true);
    citizen_ = make_person("citizen@example.org", false);
    sessions_.live[session_] = {.id = session_, .person = clerk_, .acr = Acr::aal2_phr};
    add_admin_api_routes(router_, deps_);
    add_admin_page_routes(pages_, deps_);
  }

  Uuid make_person(const std::string& login, bool staff) {
    people::NewPerson wish{.citizen = !staff, .ial = Ial::ial2};
    if (staff) {
      wish.affiliation = people::Affiliation{.employer = "Ministry",
                                             .unit = access::kRootUnit,
                                             .post = "clerk",
                                             .starts = clock.now() - hours{1}};
    }
    wish.attributes = {
        {.name = "given_name", .value = "Ada", .source = "demo", .method = "document"}};
    wish.logins = {login};
    const auto context = fresh_context();
    const people::ActingAs by;
    const auto made = run([&] { return people_->create(wish, by, context); });
    EXPECT_TRUE(made) << made.error().id << made.error().detail;
    run([&] {
      return people_->change_state(made->id, people::PersonState::active, "test", by, context);
    });
    return made->id;
  }
  void grant(const Uuid& person, std::string role) {
    const auto context = fresh_context();
    const auto system = access::system_actor();
    const access::NewRoleGrant wish{.person = person,
                                    .role = role,
                                    .unit = access::kRootUnit,
                                    .reason = "test",
                                    .purposes = {"enrolment", "support", "correction", "recovery"}};
    EXPECT_TRUE(run([&] { return grants_.create(system, wish, context); }));
  }
  RequestContext fresh_context() {
    return {.request_id = make_uuid7(clock.now(), random), .received = clock.now()};
  }

  // The citizen says that a change was not hers; the id of the case.
  std::string reported() {
    const auto context = fresh_context();
    const auto messages = run([&] {
      return notices_.write({.kind = authn::NoticeKind::password_changed, .person = citizen_},
                            context);
    });
    const auto& message = messages.at(0);
    EXPECT_TRUE(run([&] { return notices_.deliver(message.id, message.payload); }));
    const auto text = keyring().get()->open(crypto::kPurposeSecretBox, message.payload,
                                            outbox_context(message.id));
    const auto token =
        std::string(codec::parse_json_object(as_text(*text))->at("token").as_string());
    EXPECT_TRUE(run([&] { return freezing_.repudiate(token, context); }));
    return sql("select id::text from account_case where person = '" + to_string(citizen_) +
               "' and closed is null")[0]
        .string(0);
  }
  struct Call {
    http::Method method = http::Method::get;
    std::string target;
    std::string body = {};
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::optional<unsigned> peer = 0;
    std::string listener = std::string(endpoints::kAdminListener);
  };
  http::Response send(const Call& call) {
    http::Request request{.method = call.method,
                          .body = call.body,
                          .headers = call.headers,
                          .listener = call.listener,
                          .peer_uid = call.peer,
                          .context = fresh_context()};
    const auto mark = call.target.find('?');
    request.path = "/api/admin/v1" + call.target.substr(0, mark);
    if (mark != std::string::npos) request.query = call.target.substr(mark + 1);
    if (!call.body.empty() && request.header("content-type") == nullptr)
      request.headers.emplace_back("content-type", "application/json");
    const auto match = router_.find(request.method, request.path);
    if (match.route == nullptr) return {.status = 404};
    request.params = match.params;
    return run([&] { return match.route->handler(request); });
  }
  // As a person with a token that has every scope.
  http::Response send_as(const Uuid& person, Call call) {
    call.peer.reset();
    call.headers.emplace_back("authorization", to_string(person));
    return send(call);
  }
  static boost::json::object parsed(const http::Response& response) {
    return response.body.empty() ? boost::json::object{}
                                 : boost::json::parse(response.body).as_object();
  }
  static std::string header(const http::Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers) {
      if (key == name) return value;
    }
    return {};
  }
  // Of every row of every table but the journal.
  std::string digest() {
    return sql("select md5(string_agg(x, '' order by x)) from (select table_name || "
               "(xpath('/row/d/text()', query_to_xml(format('select coalesce(md5(string_agg("
               "t::text, '''' order by t::text)), ''none'') as d from %I t', table_name), false, "
               "true, '')))[1]::text as x from information_schema.tables where table_schema = "
               "'public' and table_type = 'BASE TABLE' and table_name not like 'journal%') q")[0]
        .string(0);
  }
  void expect_rehearsal(Call call) {
    const auto before = digest();
    call.target += call.target.find('?') == std::string::npos ? "?dry_run=true" : "&dry_run=true";
    const auto response = send(call);
    EXPECT_EQ(response.body, R"({"dry_run":true})") << response.status;
    EXPECT_EQ(digest(), before) << "a rehearsal kept something";
  }
  std::int64_t events(const std::string& type) {
    return sql("select count(*) from journal_event where type = '" + type + "'")[0].integer(0);
  }
  // Stands for the token verifier of oauth: the "token" is the person's id.
  Task<Result<access::Actor>> actor_of_token(const http::Request& request) {
    const auto person = parse_uuid(*request.header("authorization"));
    if (!person) co_return fail(Errc::unauthenticated, "invalid_token");
    auto actor = co_await access_->load_actor(*person, clock.now());
    actor.acr = Acr::aal2_phr;
    actor.by_token = true;
    actor.scopes = scopes_;
    co_return actor;
  }

  store::postgres::JournalStore journal_store_{pool()};
  audit::NodeJournal journal_{journal_store_, keyring(), clock, random};
  store::postgres::JournalReader reader_{pool()};
  store::postgres::ActorStore actors_{pool(), keyring()};
  store::postgres::UnitStore unit_store_{pool(), journal_};
  store::postgres::RoleStore role_store_{pool(), journal_};
  store::postgres::RoleGrantStore grant_store_{pool(), journal_};
  store::postgres::PeopleStore people_store_{pool(), journal_};
  store::postgres::ApprovalStore approval_store_{pool(), journal_};
  store::postgres::AuthenticatorStore authenticators_{pool(), journal_};
  store::postgres::PasskeyStore passkeys_{pool(), journal_};
  authn::PasskeyOptions passkey_options_{
      .party = {.id = "login.example.gov", .origins = {"https://login.example.gov"}}};
  std::unique_ptr<access::ApprovalVerifier> approval_verifier_ =
      authn::make_approval_verifier(approval_store_, keyring(), passkey_options_.party);
  store::postgres::BreakGlassStore emergencies_{pool(), journal_, keyring(), random};
  std::unique_ptr<access::AccessService> access_ =
      access::make_access_service(actors_, journal_, {}, approval_verifier_.get(), &emergencies_);
  std::unique_ptr<people::PeopleService> people_ =
      people::make_people_service(people_store_, clock, random, keyring());
  std::unique_ptr<people::PersonDirectory> directory_ =
      people::make_person_directory(people_store_, people_store_, random, keyring());
  access::UnitService units_{unit_store_, *access_, random};
  access::RoleService roles_{role_store_, *access_};
  access::RoleGrantService grants_{grant_store_, *access_, random, keyring()};
  store::postgres::WorkCaseStore case_store_{pool(), journal_};
  store::postgres::TrainingStore training_store_{pool(), journal_};
  access::WorkCaseService cases_{case_store_, *access_, random};
  access::TrainingService trainings_{training_store_, *access_, random};
  store::postgres::PolicyStore policy_store_{pool(), journal_};
  access::PolicyService policies_{policy_store_, *access_};
  test::MemorySessions sessions_;
  test::MemoryInvitations invitations_;
  test::MemoryClients clients_;
  ui::Renderer renderer_;
  Web web_{sessions_, renderer_, keyring(), clock, random, "https://localhost"};
  std::set<std::string> scopes_{
      "admin:people.read",      "admin:people.write",      "admin:units.read",
      "admin:units.write",      "admin:roles.read",        "admin:roles.write",
      "admin:role-grants.read", "admin:role-grants.write", "admin:approvals.read",
      "admin:approvals.write",  "admin:clients.read",      "admin:clients.write",
      "admin:sessions.read",    "admin:sessions.write",    "admin:audit-events.read",
      "admin:cases.read",       "admin:cases.write",       "admin:trainings.read",
      "admin:trainings.write"};
  store::postgres::ClientStore client_store_{pool(), journal_, clock};
  store::postgres::RegistrationStore registration_store_{pool(), journal_};
  oauth::ClientDirectory client_directory_{client_store_, clock};
  std::unique_ptr<oauth::RegistrationService> registrations_ =
      oauth::make_registration_service({.issuer = "https://localhost",
                                        .admin = clients_,
                                        .clients = client_directory_,
                                        .store = registration_store_,
                                        .clock = clock,
                                        .random = random});
  store::postgres::SigningKeyStore key_store_{pool(), journal_};
  store::postgres::LeaseStore leases_{pool()};
  runtime::BlockingPool compute_{{.name = "keys", .threads = 1, .queue = 16}};
  jose::KeySnapshotHolder key_holder_{
      std::make_shared<const jose::KeySnapshot>(std::vector<jose::SigningKey>{})};
  oauth::SigningKeys key_rotation_{{.store = key_store_,
                                    .leases = leases_,
                                    .compute = compute_,
                                    .holder = key_holder_,
                                    .keyring = keyring(),
                                    .clock = clock,
                                    .random = random,
                                    .node = make_uuid4(random)}};
  store::redis::IdempotencyStore idempotency_{redis()};
  store::postgres::ManagedStore managed_{pool(), journal_};
  store::postgres::InboxStore inbox_{pool()};
  store::postgres::FreezeStore freezes_{pool(), journal_};
  std::unique_ptr<people::PersonBox> box_ =
      people::make_person_box(people_store_, keyring(), random);
  store::postgres::RecoveryStore recoveries_{pool(), journal_};
  authn::AddressBook addresses_{*people_, *box_, recoveries_};
  authn::Places places_;
  authn::NoticeDesk notices_{{.people = *people_,
                              .box = *box_,
                              .store = inbox_,
                              .addresses = addresses_,
                              .places = places_,
                              .keys = keyring(),
                              .random = random,
                              .service_name = "Tessera",
                              .public_url = "https://localhost"}};
  std::unique_ptr<access::ApprovalSignatures> signatures_ =
      authn::make_approval_signatures({.authenticators = authenticators_,
                                       .passkeys = passkeys_,
                                       .people = *people_,
                                       .notices = notices_,
                                       .keys = keyring(),
                                       .random = random},
                                      passkey_options_);
  std::unique_ptr<access::ApprovalNotices> approval_notices_ =
      authn::make_approval_notices(notices_, "https://localhost");
  access::ApprovalService approvals_{{.store = approval_store_,
                                      .access = *access_,
                                      .signatures = *signatures_,
                                      .notices = *approval_notices_,
                                      .keys = keyring(),
                                      .random = random}};
  access::GrantRequests grant_requests_{{.store = grant_store_,
                                         .grants = grants_,
                                         .access = *access_,
                                         .approvals = approvals_,
                                         .random = random}};
  authn::Freezing freezing_{{.store = freezes_,
                             .inbox = inbox_,
                             .notices = notices_,
                             .sessions = sessions_,
                             .box = *box_,
                             .keys = keyring(),
                             .random = random}};
  authn::AccountInterventions interventions_{{.store = freezes_,
                                              .inbox = inbox_,
                                              .notices = notices_,
                                              .sessions = sessions_,
                                              .box = *box_,
                                              .keys = keyring(),
                                              .random = random},
                                             *people_};
  oversight::BreakGlass break_glass_{{.store = emergencies_,
                                      .access = *access_,
                                      .journal = journal_,
                                      .interventions = interventions_,
                                      .notices = notices_,
                                      .keys = keyring(),
                                      .random = random}};
  store::postgres::CampaignStore campaign_store_{pool(), journal_};
  oversight::Campaigns campaigns_{{.store = campaign_store_,
                                   .access = *access_,
                                   .notices = notices_,
                                   .random = random,
                                   .every = days{90}}};
  test::FakeRecovery recovery_;
  store::postgres::ConsentStore consent_store_{pool(), journal_};
  test::MemoryRevoker revoker_;
  std::unique_ptr<privacy::ConsentService> consents_ =
      privacy::make_consent_service(consent_store_, revoker_, random);
  store::postgres::SearchStore search_store_{pool()};
  std::unique_ptr<people::PersonSearch> search_ =
      people::make_person_search(search_store_, people_store_, people_store_, keyring());
  store::postgres::ScimConnectionStore scim_connection_store_{pool(), journal_};
  store::postgres::ScimUserStore scim_user_store_{pool(), journal_};
  store::postgres::ScimGroupStore scim_group_store_{pool(), journal_};
  scim::ConnectionService scim_connections_{scim_connection_store_, random};
  scim::UserService scim_users_{{.users = scim_user_store_,
                                 .people = *people_,
                                 .journal = journal_,
                                 .keys = keyring(),
                                 .random = random,
                                 .end_access = [](Uuid) -> Task<> { co_return; },
                                 .base = "https://localhost/scim/v2"}};
  scim::GroupService scim_groups_{{.groups = scim_group_store_,
                                   .grants = grant_store_,
                                   .journal = journal_,
                                   .keys = keyring(),
                                   .random = random,
                                   .base = "https://localhost/scim/v2"}};
  store::postgres::SessionDirectory session_directory_{pool()};
  store::postgres::AccessLists lists_{pool()};
  oauth::ClientApproval client_approval_{clients_, *access_};
  oauth::KeyRotationApproval key_approval_{key_rotation_, *access_};
  AdminDeps deps_{
      .web = web_,
      .access = *access_,
      .actors = actors_,
      .role_facts = role_store_,
      .grant_facts = grant_store_,
      .units = units_,
      .roles = roles_,
      .role_grants = grants_,
      .work = {.cases = cases_, .trainings = trainings_, .policies = policies_},
      .approvals = approvals_,
      .grant_requests = grant_requests_,
      .people = *people_,
      .consents = *consents_,
      .directory = *directory_,
      .search = *search_,
      .sessions = sessions_,
      .session_directory = session_directory_,
      .lists = lists_,
      .freezing = freezing_,
      .interventions = interventions_,
      .break_glass = break_glass_,
      .campaigns = campaigns_,
      .notices = notices_,
      .recovery = recovery_,
      .invitations = invitations_,
      .clients = clients_,
      .registrations = *registrations_,
      .scim = {.connections = scim_connections_, .users = scim_users_, .groups = scim_groups_},
      .key_rotation = key_rotation_,
      .journal_reader = reader_,
      .journal = journal_,
      .idempotency = idempotency_,
      .managed = managed_,
      .token_actor = [this](const http::Request& request) { return actor_of_token(request); },
      .system_uids = {0}};
  http::Router router_;
  http::Router pages_;
  Uuid session_{{5, 5}};
  Uuid clerk_, officer_, citizen_;
};

}  // namespace tessera::endpoints
