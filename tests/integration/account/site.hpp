// The pages of sign-in and account over real services, and a browser of few words.
#pragma once

#include <map>
#include <regex>
#include <string>
#include <utility>
#include <vector>

#include <tessera/ui/page.hpp>

#include "endpoints/account/routes.hpp"
#include "store/postgres/journal_store.hpp"
#include "tests/integration/authn/stack.hpp"

namespace tessera::endpoints {

// Nobody asks behind the scenes.
class NoRequests final : public oauth::PendingService {
 public:
  using Session = std::optional<authn::Session>;
  Task<Result<std::string>> enter_code(std::string_view, const Session&,
                                       const RequestContext&) override {
    co_return fail(Errc::invalid, "device.code_unknown");
  }
  Task<std::vector<oauth::WaitingRequest>> waiting(const Uuid&, const RequestContext&) override {
    co_return requests;
  }
  Task<oauth::PendingOutcome> show(std::string_view, const Session&,
                                   const RequestContext&) override {
    co_return oauth::PendingRefused{"pending.gone"};
  }
  Task<oauth::PendingOutcome> answer(std::string_view, bool, const Session&,
                                     const RequestContext&) override {
    co_return oauth::PendingRefused{"pending.gone"};
  }
  std::vector<oauth::WaitingRequest> requests;
};

class FakeConsents final : public privacy::ConsentService {
 public:
  Task<std::optional<privacy::Consent>> find(const Uuid&, const Uuid&) override {
    co_return std::nullopt;
  }
  Task<std::string> grant(const privacy::Consent&, std::string, const RequestContext&,
                          std::vector<OutboxMessage>) override {
    co_return std::string();
  }
  Task<bool> revoke(const Uuid& person, const Uuid& client, const RequestContext&) override {
    revoked.emplace_back(person, client);
    co_return true;
  }
  Task<bool> revoke_by_staff(const Uuid& person, const Uuid& client, const people::ActingAs&,
                             std::string, const RequestContext&) override {
    revoked.emplace_back(person, client);
    co_return true;
  }
  Task<std::vector<privacy::ApprovedDetails>> approved_details(const Uuid&, TimePoint) override {
    co_return approved;
  }
  Task<bool> withdraw(const Uuid& person, const Uuid& grant, const RequestContext&) override {
    withdrawn.emplace_back(person, grant);
    co_return true;
  }
  Task<std::vector<privacy::ConnectedPortal>> connected_portals(const Uuid&) override {
    co_return portals;
  }
  Task<std::vector<privacy::Release>> releases(const Uuid&, std::size_t) override {
    co_return released;
  }
  std::vector<privacy::ConnectedPortal> portals;
  std::vector<privacy::Release> released;
  std::vector<std::pair<Uuid, Uuid>> revoked;
  std::vector<privacy::ApprovedDetails> approved;
  std::vector<std::pair<Uuid, Uuid>> withdrawn;
};

// One client, whose sign-in page is looked at.
class OneClient final : public oauth::ClientStore {
 public:
  Task<std::int64_t> version() override { co_return 1; }
  Task<oauth::ClientSet> load_changed(std::int64_t) override {
    oauth::ClientSet set{.version = 1, .profiles = {{.name = "baseline"}}, .clients = {}};
    set.clients.push_back({.client = client, .secrets = {}});
    co_return set;
  }
  Task<oauth::ClientSaved> save(const oauth::ClientChange&) override {
    co_return oauth::ClientSaved{};
  }
  oauth::Client client;
};

using Fields = std::vector<std::pair<std::string, std::string>>;

using Names = std::vector<std::string>;

class Site : public authn::Stack {
 protected:
  explicit Site(authn::AuthnOptions options = cheap()) : Stack(std::move(options)) {}

  struct Visitor {
    std::map<std::string, std::string> cookies;
    std::string origin = "https://login.example.gov";
    std::string address = "203.0.113.7";
    http::Response last;
    std::string page;  // body of the last page

    [[nodiscard]] const std::string* header(std::string_view name) const {
      for (const auto& [key, value] : last.headers) {
        if (key == name) return &value;
      }
      return nullptr;
    }
    [[nodiscard]] std::string location() const {
      return header("Location") ? *header("Location") : "";
    }
    [[nodiscard]] std::string hidden(const std::string& name) const {
      std::smatch found;
      const std::regex field("name=\"" + name + "\" value=\"([^\"]*)\"");
      return std::regex_search(page, found, field) ? found[1].str() : "";
    }
    [[nodiscard]] bool shows(std::string_view text) const {
      return page.find(text) != std::string::npos;
    }
  };

  int send(Visitor& visitor, http::Method method, const std::string& target,
           const std::string& body = {},
           std::vector<std::pair<std::string, std::string>> headers = {}) {
    http::Request request_value;
    request_value.method = method;
    const auto mark = target.find('?');
    request_value.path = target.substr(0, mark);
    if (mark != std::string::npos) request_value.query = target.substr(mark + 1);
    request_value.body = body;
    request_value.context = context(visitor.address);
    request_value.headers = std::move(headers);
    request_value.headers.emplace_back("user-agent", "Mozilla/5.0 (X11; Linux) Firefox/128.0");
    std::string jar;
    for (const auto& [name, value] : visitor.cookies)
      jar += (jar.empty() ? "" : "; ") + name + '=' + value;
    if (!jar.empty()) request_value.headers.emplace_back("cookie", jar);
    hook_(request_value);
    const auto match = router_.find(method, request_value.path);
    if (match.route == nullptr) throw std::logic_error("no route " + target);
    visitor.last = run([&] { return match.route->handler(request_value); });
    keep_cookies(visitor);
    visitor.page = visitor.last.body;
    return visitor.last.status;
  }
  int get(Visitor& visitor, const std::string& target) {
    return send(visitor, http::Method::get, target);
  }
  // Posts to target with the token of the page that is shown.
  int post(Visitor& visitor, const std::string& target, Fields fields) {
    fields.emplace_back("csrf", visitor.hidden("csrf"));
    return post_raw(visitor, target, fields);
  }
  int post_raw(Visitor& visitor, const std::string& target, const Fields& fields) {
    return send(
        visitor, http::Method::post, target, codec::encode_form(fields),
        {{"content-type", "application/x-www-form-urlencoded"}, {"origin", visitor.origin}});
  }

  // From /account to /account, signed in with password and code.
  void sign_in_as(Visitor& visitor, const Somebody& who) {
    EXPECT_EQ(get(visitor, "/account"), 303);
    const auto flow = visitor.location();
    EXPECT_EQ(get(visitor, flow), 200);
    const int status =
        post(visitor, flow, {{"username", who.login}, {"password", std::string(kPassword)}});
    if (status == 200) {
      EXPECT_EQ(post(visitor, flow, {{"method", visitor.hidden("method")}, {"code", code_of(who)}}),
                303);
      clock.advance(seconds{30});
    }
    EXPECT_EQ(visitor.location(), "/account");
    EXPECT_EQ(get(visitor, "/account"), 200) << visitor.location();
  }

  ui::Renderer renderer_;
  Web web_{.sessions = authn_->sessions(),
           .renderer = renderer_,
           .keyring = keyring(),
           .clock = clock,
           .random = random,
           .public_url = "https://login.example.gov"};
  FakeConsents consents_;
  NoRequests pending_;
  OneClient client_store_;
  oauth::ClientDirectory clients_{client_store_, clock};
  store::postgres::JournalReader reader_{pool()};
  http::ContextHook hook_ = make_context_hook(keyring(), renderer_);
  http::Router router_ = [this] {
    http::Router router;
    add_account_routes(router,
                       {.web = web_,
                        .sign_in = authn_->sign_in(),
                        .binding = authn_->binding(),
                        .people = *people_,
                        .consents = consents_,
                        .journal = reader_,
                        .pending = pending_,
                        .clients = clients_,
                        .inbox = authn_->inbox(),
                        .freezing = authn_->freezing(),
                        .recovery = authn_->recovery(),
                        .setup = authn_->recovery_setup(),
                        .care = authn_->care(),
                        .passkeys = authn_->passkeys(),
                        .sign_out_session =
                            [this](const authn::Session& session, const RequestContext& context) {
                              return end_session(session, context);
                            },
                        .portals_of = [](const Uuid&, const std::string&) -> Task<Names> {
                          co_return Names{"City portal"};
                        }});
    return router;
  }();

 private:
  // Stands for oauth::LogoutService: no portal is to be told.
  Task<std::vector<std::string>> end_session(authn::Session session, RequestContext context) {
    (void)co_await authn_->sessions().end(session.id, session.person, "signed_out", context);
    co_return std::vector<std::string>{};
  }
  static void keep_cookies(Visitor& visitor) {
    for (const auto& [name, value] : visitor.last.headers) {
      if (name != "Set-Cookie") continue;
      EXPECT_TRUE(value.starts_with("__Host-") && value.find("; Secure") != std::string::npos)
          << value;
      const auto equals = value.find('=');
      const auto end = value.find(';');
      const auto cookie = value.substr(0, equals);
      if (value.find("Max-Age=0") != std::string::npos) {
        visitor.cookies.erase(cookie);
      } else {
        visitor.cookies[cookie] = value.substr(equals + 1, end - equals - 1);
      }
    }
  }
};

}  // namespace tessera::endpoints
