// The protocol endpoints over services that answer what they are told to.
#pragma once

#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <tessera/codec/json.hpp>
#include <tessera/oauth/errors.hpp>

#include <tessera/oauth/portal_list.hpp>
#include <tessera/oauth/registration_service.hpp>
#include "endpoints/oauth/routes.hpp"

namespace tessera::endpoints {

class NoClients final : public oauth::ClientStore {
 public:
  Task<std::int64_t> version() override { co_return 1; }
  Task<oauth::ClientSet> load_changed(std::int64_t) override {
    co_return oauth::ClientSet{.version = 1};
  }
  Task<oauth::ClientSaved> save(const oauth::ClientChange&) override {
    co_return oauth::ClientSaved{};
  }
};

// Answers what it is told to, and remembers what it was asked with.
class Registration final : public oauth::RegistrationService {
 public:
  using Object = boost::json::object;
  Task<Result<Object>> create(const Object& metadata, std::string_view given,
                              const RequestContext&) override {
    last_metadata = metadata;
    token = given;
    co_return answer;
  }
  Task<Result<Object>> read(std::string_view client, std::string_view given,
                            const RequestContext&) override {
    client_id = client;
    token = given;
    co_return answer;
  }
  Task<Result<Object>> replace(std::string_view client, const Object& metadata,
                               std::string_view given, const RequestContext&) override {
    client_id = client;
    last_metadata = metadata;
    token = given;
    co_return answer;
  }
  Task<Result<void>> remove(std::string_view client, std::string_view given,
                            const RequestContext&) override {
    client_id = client;
    token = given;
    if (!answer) co_return std::unexpected(answer.error());
    co_return Result<void>{};
  }
  Task<int> expire_unused(Duration, TimePoint) override { co_return 0; }
  Task<Result<MadeToken>> create_token(const NewToken&, const people::ActingAs&,
                                       const RequestContext&) override {
    co_return fail(Errc::invalid, "registration.token");
  }
  Task<std::vector<oauth::InitialAccessToken>> list_tokens() override {
    co_return std::vector<oauth::InitialAccessToken>{};
  }
  Task<Result<void>> revoke_token(const Uuid&, const people::ActingAs&,
                                  const RequestContext&) override {
    co_return Result<void>{};
  }
  Result<Object> answer = Object{{"client_id", "c1"}};
  Object last_metadata;
  std::string client_id, token;
};

class Nobody final : public authn::SessionService {
 public:
  Task<std::optional<authn::Session>> load(std::string_view, TimePoint) override {
    co_return std::nullopt;
  }
  Task<bool> is_live(const Uuid&, TimePoint) override { co_return false; }
  Task<std::vector<authn::Session>> list(const Uuid&) override {
    co_return std::vector<authn::Session>{};
  }
  Task<bool> end(const Uuid&, const Uuid&, std::string, const RequestContext&) override {
    co_return false;
  }
  Task<int> end_all(const Uuid&, std::optional<Uuid>, std::string, const RequestContext&) override {
    co_return 0;
  }
  Task<int> end_by_staff(const Uuid&, std::optional<Uuid>, authn::EndedByStaff,
                         const RequestContext&) override {
    co_return 0;
  }
};

class Authorize final : public oauth::AuthorizeService {
 public:
  using Session = std::optional<authn::Session>;
  Task<oauth::AuthorizeOutcome> start(const codec::Form&, const Session&,
                                      const RequestContext&) override {
    co_return outcome;
  }
  Task<oauth::AuthorizeOutcome> start_by_post(const codec::Form&, const RequestContext&) override {
    co_return outcome;
  }
  Task<oauth::AuthorizeOutcome> resume(std::string_view, const Session&,
                                       const RequestContext&) override {
    co_return outcome;
  }
  Task<oauth::AuthorizeOutcome> answer_consent(std::string_view, bool, const Session&,
                                               const RequestContext&) override {
    ++answered;
    co_return outcome;
  }
  Task<oauth::AuthorizeOutcome> cancel(std::string_view, const RequestContext&) override {
    co_return oauth::GoTo{"/cancelled"};
  }
  oauth::AuthorizeOutcome outcome;
  int answered = 0;
};

class Tokens final : public oauth::TokenService {
 public:
  Task<Result<std::string>> issue(const oauth::ClientCredentials& request,
                                  const RequestContext&) override {
    grant = request.form.value("grant_type");
    co_return answer;
  }
  Result<std::string> answer = std::string("{}");
  std::string grant;
};

class Queries final : public oauth::TokenQueries {
 public:
  Task<Result<oauth::QueryAnswer>> userinfo(const oauth::PresentedToken& presented,
                                            const RequestContext&) override {
    token = presented.text;
    scheme = presented.scheme;
    sender = presented.sender;
    co_return answer;
  }
  Task<Result<oauth::QueryAnswer>> introspect(const oauth::ClientCredentials&,
                                              oauth::IntrospectionForm wanted,
                                              const RequestContext&) override {
    form = wanted;
    co_return answer;
  }
  Task<Result<void>> revoke(const oauth::ClientCredentials&, const RequestContext&) override {
    co_return Result<void>{};
  }
  Result<oauth::QueryAnswer> answer = oauth::QueryAnswer{.body = "{}"};
  oauth::IntrospectionForm form = oauth::IntrospectionForm::json;
  std::string token;
  oauth::PresentedToken::Scheme scheme = oauth::PresentedToken::Scheme::bearer;
  oauth::SenderProof sender;
};

class Replays final : public oauth::ReplayStore {
 public:
  Task<bool> first_use(std::string_view, std::string_view, Duration) override { co_return true; }
};

class Logout final : public oauth::LogoutService {
 public:
  using Session = std::optional<authn::Session>;
  Task<oauth::LogoutOutcome> start(const codec::Form&, const Session&,
                                   const RequestContext&) override {
    co_return outcome;
  }
  Task<std::variant<std::string, oauth::LogoutError>> start_by_post(
      const codec::Form&, const RequestContext&) override {
    co_return std::string("/oauth2/logout/confirm?request=x");
  }
  Task<oauth::LogoutOutcome> resume(std::string_view, const Session&,
                                    const RequestContext&) override {
    co_return outcome;
  }
  Task<oauth::LogoutOutcome> confirm(std::string_view, const Session&,
                                     const RequestContext&) override {
    ++confirmed;
    co_return outcome;
  }
  Task<std::vector<std::string>> sign_out(const authn::Session&, const RequestContext&) override {
    co_return std::vector<std::string>{};
  }
  Task<std::vector<OutboxMessage>> expand_session_ended(const Uuid&) override {
    co_return std::vector<OutboxMessage>{};
  }
  Task<> end_person(const Uuid&, std::string) override { co_return; }
  Task<std::optional<Delivery>> logout_delivery(BytesView) override { co_return std::nullopt; }
  oauth::LogoutOutcome outcome;
  int confirmed = 0;
};

class Pushed final : public oauth::PushedRequestService {
 public:
  Task<Result<oauth::PushedRequest>> push(const oauth::ClientCredentials&,
                                          const RequestContext&) override {
    co_return answer;
  }
  Result<oauth::PushedRequest> answer = oauth::PushedRequest{"urn:x", seconds{60}};
};

class Devices final : public oauth::DeviceAuthorization {
 public:
  Task<Result<std::string>> start(const oauth::ClientCredentials&, const RequestContext&) override {
    co_return answer;
  }
  Result<std::string> answer = std::string("{}");
};

class Ciba final : public oauth::CibaService {
 public:
  Task<Result<std::string>> start(const oauth::ClientCredentials&, const RequestContext&) override {
    co_return answer;
  }
  Task<std::vector<OutboxMessage>> expand_request(BytesView) override {
    co_return std::vector<OutboxMessage>{};
  }
  Task<std::optional<oauth::CibaPing>> ping(BytesView) override { co_return std::nullopt; }
  Result<std::string> answer = std::string("{}");
};

class Pending final : public oauth::PendingService {
 public:
  using Session = std::optional<authn::Session>;
  Task<Result<std::string>> enter_code(std::string_view code, const Session&,
                                       const RequestContext&) override {
    entered = code;
    co_return path;
  }
  Task<std::vector<oauth::WaitingRequest>> waiting(const Uuid&, const RequestContext&) override {
    co_return std::vector<oauth::WaitingRequest>{};
  }
  Task<oauth::PendingOutcome> show(std::string_view, const Session&,
                                   const RequestContext&) override {
    co_return outcome;
  }
  Task<oauth::PendingOutcome> answer(std::string_view, bool accepted, const Session&,
                                     const RequestContext&) override {
    answered.push_back(accepted);
    co_return outcome;
  }
  Result<std::string> path = std::string("/device/confirm?request=x");
  oauth::PendingOutcome outcome = oauth::PendingRefused{"pending.gone"};
  std::string entered;
  std::vector<bool> answered;
};

// Lets one token in, and answers what it is told to.
class Decisions final : public oauth::DecisionPoint {
 public:
  using Object = boost::json::object;
  using Answer = Task<Result<std::string>>;
  Task<Result<oauth::ClientRef>> authorize(const oauth::PresentedToken& token,
                                           const RequestContext&) override {
    if (token.text != "good") co_return oauth::refuse("invalid_token", "the token is not valid");
    if (refused_scope) co_return oauth::refuse("insufficient_scope", "the scope is missing");
    co_return std::make_shared<const oauth::ClientEntry>();
  }
  Answer evaluate(const oauth::ClientEntry&, const Object& request,
                  const RequestContext&) override {
    co_return take("evaluate", request);
  }
  Answer evaluate_all(const oauth::ClientEntry&, const Object& request,
                      const RequestContext&) override {
    co_return take("evaluate_all", request);
  }
  Answer search_actions(const oauth::ClientEntry&, const Object& request,
                        const RequestContext&) override {
    co_return take("search_actions", request);
  }
  Result<std::string> answer = std::string(R"({"decision":true})");
  bool refused_scope = false;
  std::string verb;
  Object asked;

 private:
  Result<std::string> take(std::string name, const Object& request) {
    verb = std::move(name);
    asked = request;
    return answer;
  }
};

class NoLogos final : public oauth::LogoStore {
 public:
  Task<std::vector<oauth::WantedLogo>> wanted(TimePoint, TimePoint, std::size_t) override {
    co_return std::vector<oauth::WantedLogo>{};
  }
  Task<> save(const oauth::WantedLogo&, std::optional<oauth::ClientLogo>, TimePoint) override {
    co_return;
  }
  Task<std::optional<oauth::ClientLogo>> find(const Uuid&) override { co_return std::nullopt; }
};

class NoDocuments final : public oauth::HttpFetch {
 public:
  Task<Result<oauth::FetchedDocument>> get(std::string, std::size_t) override {
    co_return fail(Errc::invalid, "fetch.failed");
  }
};

class OauthEndpoints : public testing::Test {
 protected:
  OauthEndpoints() { add_oauth_routes(router, deps()); }
  OauthDeps deps() {
    return {.web = web,
            .authorize = authorize,
            .tokens = tokens,
            .queries = queries,
            .logout = logout,
            .dpop = dpop,
            .pushed = pushed,
            .devices = devices,
            .ciba = ciba,
            .pending = pending,
            .keys = keys,
            .registration = registration,
            .portals = portals,
            .logos = logos,
            .decisions = decisions,
            .trust_framework = "eidas"};
  }

  http::Response send(http::Method method, const std::string& path, const std::string& query = {},
                      const std::string& body = {},
                      std::vector<std::pair<std::string, std::string>> headers = {}) {
    if (method == http::Method::post && !has_type) {
      headers.emplace_back("content-type", "application/x-www-form-urlencoded");
    }
    http::Request request{.method = method,
                          .path = path,
                          .query = query,
                          .body = body,
                          .headers = std::move(headers),
                          .base_url = "https://login.example"};
    const auto match = router.find(method, path);
    EXPECT_NE(match.route, nullptr) << path;
    request.params = match.params;
    boost::asio::io_context io;
    http::Response response;
    boost::asio::co_spawn(io, match.route->handler(request),
                          [&](std::exception_ptr error, http::Response got) {
                            if (error) std::rethrow_exception(error);
                            response = std::move(got);
                          });
    io.run();
    return response;
  }
  static std::string header(const http::Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers) {
      if (key == name) return value;
    }
    return {};
  }

  Decisions decisions;
  bool has_type = false;
  Nobody sessions;
  ui::Renderer renderer;
  crypto::KeyringHolder keyring{
      std::make_shared<const crypto::Keyring>(std::vector<crypto::PurposeKey>{
          {.id = 1, .purpose = std::string(crypto::kPurposeCookie), .key = Secret(Bytes(32, 7))},
          {.id = 2, .purpose = std::string(crypto::kPurposeFlow), .key = Secret(Bytes(32, 8))}})};
  Replays replays;
  oauth::DpopProofs dpop{replays, keyring, oauth::DpopNonceUse::offered};
  FakeClock clock;
  SeededRandom random{1};
  Web web{sessions, renderer, keyring, clock, random, "https://login.example"};
  Authorize authorize;
  Tokens tokens;
  Queries queries;
  Logout logout;
  Pushed pushed;
  Devices devices;
  Ciba ciba;
  Pending pending;
  jose::KeySnapshotHolder keys{
      std::make_shared<const jose::KeySnapshot>(std::vector<jose::SigningKey>{})};
  jose::Signer signer{keys};
  NoClients no_clients;
  oauth::ClientDirectory clients{no_clients, clock};
  Registration registration;
  oauth::PortalList portals{clients, signer, "https://login.example"};
  NoLogos no_logos;
  NoDocuments documents;
  oauth::ClientLogos logos{clients, no_logos, documents};
  http::Router router;
};

}  // namespace tessera::endpoints
