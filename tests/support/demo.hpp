// What `tessera dev` wrote into demo.json, and what a demo person does with it: one-time codes,
// sign-in, the authorization code flow of a portal.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/browser.hpp"

namespace tessera::test {

struct DemoPerson {
  std::string id;
  std::string login;
  std::string password;
  std::string totp_secret;  // base32
  std::string kind;
  std::vector<std::string> roles;
};

struct DemoClient {
  std::string key;  // "portal", "app", "machine", "desk"
  std::string client_id;
  std::string client_secret;  // "" if public
  std::vector<std::string> redirect_uris;
  [[nodiscard]] std::string basic() const { return client_id + ":" + client_secret; }
};

struct Demo {
  std::string issuer;
  std::string ca_file;
  std::string management;
  std::vector<DemoPerson> people;
  std::vector<DemoClient> clients;

  // Both throw std::out_of_range.
  [[nodiscard]] const DemoPerson& person(const std::string& login) const;
  [[nodiscard]] const DemoClient& client(const std::string& key) const;
};
[[nodiscard]] Demo read_demo(const std::filesystem::path& demo_json);

[[nodiscard]] std::int64_t totp_step_now();
[[nodiscard]] std::string totp_code_of(const std::string& base32, std::int64_t step);
[[nodiscard]] std::string base32_bytes(const std::string& base32);

// A code is good once: gives the step of now, or the next one, each once per secret. Thread-safe.
class OneTimeCodes {
 public:
  // Waits until there is one.
  std::string next(const std::string& base32);
  // nullopt rather than wait.
  std::optional<std::string> try_next(const std::string& base32);
  // How far the server's clock is ahead of ours, for servers with a clock that was moved.
  void set_ahead(Duration ahead) { ahead_ = ahead; }

 private:
  Duration ahead_{};
  std::mutex mutex_;
  std::map<std::string, std::int64_t> used_;
};

// How far a person came.
struct SignIn {
  bool done = false;  // the last answer is where the ceremony led to
  Answer last;        // else the answer that ended it
};
// From an answer that shows the sign-in page, through password and one-time code; redirects within
// the origin are followed.
SignIn sign_in(Browser& browser, const Answer& page, const DemoPerson& person, OneTimeCodes& codes);
// The same from /account.
SignIn sign_in(Browser& browser, const DemoPerson& person, OneTimeCodes& codes);

struct Authorization {
  std::string code;  // "" if there was none
  std::string verifier;
  std::string redirect_uri;
  Answer last;
};
// As a portal with PKCE sends the browser to authorize; consents if asked. scope as in the request.
Authorization authorize(Browser& browser, const DemoClient& client, const DemoPerson& person,
                        OneTimeCodes& codes, const std::string& scope);
[[nodiscard]] Fields redeem_form(const Authorization& authorization, const DemoClient& client);
Answer redeem(Browser& portal, const DemoClient& client, const Authorization& authorization);
Answer refresh(Browser& portal, const DemoClient& client, const std::string& token);
Answer machine_token(Browser& portal, const DemoClient& client);

// A member of a JSON object as text, "" if absent.
[[nodiscard]] std::string json_text(const std::string& json, const std::string& member);
// A claim of a token, not verified.
[[nodiscard]] std::string claim_of(const std::string& token, const std::string& claim);
// A parameter of a URL's query.
[[nodiscard]] std::string query_value(const std::string& url, const std::string& name);

}  // namespace tessera::test
