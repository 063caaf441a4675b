// The room on real PostgreSQL and Redis, with the real sign-in, people and journal behind it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <tessera/codec/base64url.hpp>
#include <tessera/codec/json.hpp>
#include <tessera/codec/url.hpp>
#include <tessera/crypto/digest.hpp>
#include <tessera/oauth/make.hpp>
#include <tessera/oauth/signing_keys.hpp>
#include <tessera/privacy/make.hpp>

#include "store/postgres/client_store.hpp"
#include "store/postgres/consent_store.hpp"
#include "store/postgres/family_store.hpp"
#include "store/postgres/lease_store.hpp"
#include "store/postgres/notice_store.hpp"
#include "store/postgres/signing_key_store.hpp"
#include "store/postgres/subject_store.hpp"
#include "store/redis/code_store.hpp"
#include "store/redis/pending_store.hpp"
#include "store/redis/pushed_request_store.hpp"
#include "store/redis/replay_store.hpp"
#include "store/redis/token_state_store.hpp"
#include "tests/integration/authn/stack.hpp"

namespace tessera::oauth {

using Fields = std::vector<std::pair<std::string, std::string>>;

class FixedRoles final : public access::AccessService {
 public:
  // Who was given nothing of his own has `roles`, at the root.
  Task<access::Actor> load_actor(const Uuid& person, TimePoint now) override {
    if (real != nullptr) co_return co_await real->load_actor(person, now);
    if (const auto found = actors.find(person); found != actors.end()) co_return found->second;
    access::Actor actor{.id = person, .least = least, .staff_active = !roles.empty()};
    for (const auto& role : roles) actor.roles.push_back(held(role));
    co_return actor;
  }
  static access::HeldRole held(std::string role, std::set<std::string> permissions = {},
                               Uuid unit = access::kRootUnit) {
    access::HeldRole out{.role = std::move(role), .permissions = std::move(permissions)};
    out.unit = unit;
    out.unit_closure = {unit};
    out.sealed = true;
    return out;
  }
  Task<Result<access::Decision>> require(const access::Actor&, std::string_view,
                                         const access::Resource&, const RequestContext&,
                                         const access::Named&) override {
    co_return access::Decision{};
  }
  Task<> record_refusal(const access::Actor&, std::string_view, const access::Resource&,
                        std::string_view, const RequestContext&) override {
    co_return;
  }
  Task<std::vector<std::string>> roles_of(const Uuid&, TimePoint) override { co_return roles; }
  Acr role_level() const override { return least; }
  std::vector<std::string> roles;
  std::map<Uuid, access::Actor> actors;
  access::AccessService* real = nullptr;  // that is asked instead
  Acr least = Acr::aal2;
};

// Documents of clients, by their address.
class Documents final : public HttpFetch {
 public:
  Task<Result<FetchedDocument>> get(std::string url, std::size_t) override {
    ++asked[url];
    const auto found = known.find(url);
    if (found == known.end()) co_return fail(Errc::invalid, "fetch.failed");
    co_return FetchedDocument{"application/json", found->second};
  }
  std::map<std::string, std::string> known;
  std::map<std::string, int> asked;
};

class Stack : public authn::Stack {
 protected:
  static constexpr std::string_view kIssuer = "https://login.test";
  static constexpr std::string_view kVerifier = "0123456789012345678901234567890123456789012345678";

  Stack() : signer_(holder_) {
    holder_.replace(std::make_shared<const jose::KeySnapshot>(std::vector<jose::SigningKey>{}));
    signing_keys_.emplace(SigningKeys::Parts{.store = key_store_,
                                             .leases = leases_,
                                             .compute = compute_,
                                             .holder = holder_,
                                             .keyring = keyring(),
                                             .clock = clock,
                                             .random = random,
                                             .node = make_uuid4(random)});
    run([&] { return signing_keys_->tend(); });
    services_.emplace(parts());
  }

  OauthParts parts() {
    return {.issuer = std::string(kIssuer),
            .clients = clients_,
            .client_store = client_store_,
            .codes = codes_,
            .states = states_,
            .grants = grants_,
            .replays = replays_,
            .pushed_requests = pushed_requests_,
            .pending = pending_,
            .notices = notices_,
            .account_notices = authn_->notices(),
            .throttle = throttle_,
            .fetch = documents_,
            .key_fetch = documents_,
            .consents = *consents_,
            .subjects = subjects_,
            .releases = *releases_,
            .sessions = authn_->sessions(),
            .people = *people_,
            .access = roles_,
            .journal = journal_,
            .signer = signer_,
            .keyring = keyring(),
            .clock = clock,
            .random = random};
  }

  struct Portal {
    std::string id;
    std::string secret;
    Uuid uuid;
  };
  static ClientRegistration registration() {
    ClientRegistration r{.name = "Parking", .owner = "City", .contacts = {"a@city.test"}};
    r.home_uri = "https://portal.test/";
    r.grant_types = {"authorization_code", "refresh_token"};
    r.scopes = {"openid", "profile", "email", "offline_access"};
    r.claims = {{"name", "to print the permit", "public_task"}, {"email", "to send it", "consent"}};
    r.redirect_uris = {"https://portal.test/cb"};
    r.post_logout_redirect_uris = {"https://portal.test/bye"};
    return r;
  }
  Portal add_client(ClientRegistration r = registration()) {
    const auto now = context();
    const people::ActingAs by;
    const auto made = run([&] { return services_->clients().create(r, by, now); });
    EXPECT_TRUE(made) << (made ? "" : made.error().id);
    const auto approved = run([&] {
      return services_->clients().set_status(made->client.id, ClientStatus::approved, "test", by,
                                             now);
    });
    EXPECT_TRUE(approved);
    return {to_string(made->client.id), std::string(made->secret.reveal()), made->client.id};
  }

  static codec::Form form(const Fields& fields) {
    return *codec::Form::parse(codec::encode_form(fields));
  }

  Fields request(const Portal& portal, Fields more = {}) {
    Fields fields{{"client_id", portal.id},  {"redirect_uri", "https://portal.test/cb"},
                  {"response_type", "code"}, {"scope", "openid"},
                  {"state", "s1"},           {"nonce", "n1"}};
    for (auto& [name, value] : more) {
      const auto found =
          std::ranges::find(fields, name, &std::pair<std::string, std::string>::first);
      if (found != fields.end()) {
        found->second = value;
      } else {
        fields.emplace_back(name, value);
      }
    }
    return fields;
  }
  Fields with_pkce(Fields more = {}) {
    more.emplace_back("code_challenge", codec::to_base64url(crypto::sha256(as_bytes(kVerifier))));
    more.emplace_back("code_challenge_method", "S256");
    return more;
  }

  // Through the authorization endpoint, consent included; "" if it did not end with a code.
  std::string code_for(const Portal& portal, const authn::Session& session, Fields more = {}) {
    const auto now = context();
    const auto params = form(request(portal, std::move(more)));
    const std::optional<authn::Session> who = session;
    auto outcome = run([&] { return services_->authorize().start(params, who, now); });
    if (const auto* ask = std::get_if<AskConsent>(&outcome)) {
      const auto sealed = ask->action.substr(ask->action.find('=') + 1);
      outcome = run([&] { return services_->authorize().answer_consent(sealed, true, who, now); });
    }
    const auto* sent = std::get_if<SendToClient>(&outcome);
    if (sent == nullptr) return {};
    for (const auto& [name, value] : sent->fields) {
      if (name == "code") return value;
    }
    return {};
  }

  Result<boost::json::object> token(const Portal& portal, Fields fields, std::size_t thread = 0) {
    fields.emplace_back("client_id", portal.id);
    const auto body = form(fields);
    const auto now = context();
    std::optional<std::string> header;
    if (!portal.secret.empty())
      header = "Basic " + codec::to_base64(as_bytes(portal.id + ":" + portal.secret));
    const ClientCredentials credentials{header, body};
    const auto answer = run([&] { return services_->tokens().issue(credentials, now); }, thread);
    if (!answer) return std::unexpected(answer.error());
    return *codec::parse_json_object(*answer);
  }
  Result<boost::json::object> redeem(const Portal& portal, const std::string& code,
                                     Fields more = {}) {
    Fields fields{{"grant_type", "authorization_code"},
                  {"code", code},
                  {"redirect_uri", "https://portal.test/cb"}};
    fields.insert(fields.end(), more.begin(), more.end());
    return token(portal, std::move(fields));
  }
  Result<boost::json::object> refresh(const Portal& portal, const std::string& refresh_token,
                                      std::size_t thread = 0) {
    return token(portal, {{"grant_type", "refresh_token"}, {"refresh_token", refresh_token}},
                 thread);
  }
  static std::string text(const boost::json::object& object, std::string_view name) {
    const auto* found = codec::find_string(object, name);
    return found == nullptr ? "" : std::string(*found);
  }
  static boost::json::object claims_of(std::string_view jwt) {
    return *codec::parse_json_object(*jose::peek_payload(jwt));
  }
  bool is_active(const Portal& portal, const std::string& token_text) {
    const auto body =
        form({{"token", token_text}, {"client_id", portal.id}, {"client_secret", portal.secret}});
    const auto now = context();
    const ClientCredentials credentials{std::nullopt, body};
    const auto answer = run(
        [&] { return services_->queries().introspect(credentials, IntrospectionForm::json, now); });
    EXPECT_TRUE(answer);
    return answer && codec::parse_json_object(answer->body)->at("active").as_bool();
  }
  Result<boost::json::object> userinfo(const std::string& token_text) {
    const auto now = context();
    const PresentedToken presented{.text = token_text};
    const auto answer = run([&] { return services_->queries().userinfo(presented, now); });
    if (!answer) return std::unexpected(answer.error());
    return *codec::parse_json_object(answer->body);
  }
  // Tokens of a whole code flow.
  boost::json::object flow(const Portal& portal, const authn::Session& session, Fields more = {}) {
    const auto answer = redeem(portal, code_for(portal, session, std::move(more)));
    EXPECT_TRUE(answer) << (answer ? "" : answer.error().id + " " + answer.error().detail);
    return answer.value_or(boost::json::object{});
  }
  std::int64_t events(const std::string& type) {
    return count("select count(*) from journal_event where type = '" + type + "'");
  }

  store::postgres::ClientStore client_store_{pool(), journal_, clock};
  store::postgres::SigningKeyStore key_store_{pool(), journal_};
  store::postgres::FamilyStore grants_{pool(), journal_};
  store::postgres::ConsentStore consent_store_{pool(), journal_};
  store::postgres::SubjectStore subjects_{pool()};
  store::postgres::LeaseStore leases_{pool()};
  store::redis::CodeStore codes_{redis()};
  store::redis::ReplayStore replays_{redis()};
  store::redis::PushedRequestStore pushed_requests_{redis()};
  store::redis::PendingStore pending_{redis()};
  store::postgres::NoticeStore notices_{pool(), journal_};
  Documents documents_;
  store::redis::TokenStateStore states_{redis()};
  runtime::BlockingPool compute_{{.name = "keys", .threads = 1, .queue = 16}};
  std::unique_ptr<privacy::GrantRevoker> revoker_ = make_grant_revoker(states_);
  std::unique_ptr<privacy::ConsentService> consents_ =
      privacy::make_consent_service(consent_store_, *revoker_, random);
  std::unique_ptr<privacy::ReleaseLedger> releases_ = privacy::make_release_ledger(consent_store_);
  FixedRoles roles_;
  jose::KeySnapshotHolder holder_{nullptr};
  jose::Signer signer_;
  std::optional<SigningKeys> signing_keys_;
  ClientDirectory clients_{client_store_, clock};
  std::optional<Services> services_;
};

}  // namespace tessera::oauth
