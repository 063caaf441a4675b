// The part that the OpenID conformance suite plays: it registers clients, drives a browser, and
// checks what the provider answers. A module of the suite is one test of the same name, with "_"
// for "-". What the suite reports as a warning fails here too.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <boost/json/object.hpp>

#include <tessera/jose/jwk.hpp>

#include "tests/conformance/receiver.hpp"
#include "tests/support/server_process.hpp"

namespace tessera::conformance {

using test::Answer;
using test::Browser;
using test::DemoPerson;
using test::Fields;

// How the authorization response is asked for and where it must come back.
struct Variant {
  std::string name;
  std::string response_type = "code";
  std::string response_mode;  // "": the default of the response type
  [[nodiscard]] bool has(const std::string& word) const;
  [[nodiscard]] bool in_fragment() const;
  [[nodiscard]] bool is_posted() const { return response_mode == "form_post"; }
  friend void PrintTo(const Variant& variant, std::ostream* out) { *out << variant.name; }
};

struct TestClient {
  std::string id;
  std::string secret;  // "" if it has none
  std::string redirect_uri;
  std::string auth_method = "client_secret_basic";
  // Of private_key_jwt: the key that signs now, how it is called, and whom the assertions address.
  std::optional<jose::Key> key{};
  std::string kid{"key"};
  std::string audience{};  // "": the issuer
};

// What came back to the client from the authorization endpoint.
struct Response {
  enum class Where { query, fragment, posted, page };
  Where where = Where::page;
  std::map<std::string, std::string> fields;
  bool repeated = false;  // a parameter came twice
  Answer last;            // the last answer of the server
  int sign_ins = 0;       // how often the person was asked for credentials
  [[nodiscard]] std::string get(const std::string& name) const;
  [[nodiscard]] std::string error() const { return get("error"); }
};

// The JSON of a token response, with the answer it stood in.
struct Tokens {
  Answer answer;
  boost::json::object body;
  [[nodiscard]] std::string text(const std::string& name) const;
};

// `tessera dev` with the demo people, one per process.
class Provider {
 public:
  static Provider& instance();
  [[nodiscard]] const std::string& issuer() const { return demo_.issuer; }
  [[nodiscard]] const test::Demo& demo() const { return demo_; }
  [[nodiscard]] std::unique_ptr<Browser> browser() const;
  // A browser in which Ada, who holds every standard claim, is signed in already.
  [[nodiscard]] std::unique_ptr<Browser> browser_of_ada();
  // The next citizen in turn: a one-time code is good once, so that each signs in seldom.
  [[nodiscard]] const DemoPerson& next_citizen();
  [[nodiscard]] const DemoPerson& next_staff();
  // Registers by the command line and approves.
  [[nodiscard]] TestClient add_client(boost::json::object registration);
  [[nodiscard]] const boost::json::object& metadata() const { return metadata_; }
  // Admits clients that register themselves; they are approved at once.
  [[nodiscard]] std::string initial_access_token();
  [[nodiscard]] std::vector<jose::Jwk> keys() const;
  // As if that much time had passed: the server starts again with its clock ahead.
  void let_pass(seconds time);
  // kill -9, and another start.
  void crash();
  // What clients publish and where they are called; stays over restarts of the provider.
  [[nodiscard]] Receiver& receiver();
  // Rows of the provider's database.
  [[nodiscard]] test::SqlRows sql(const std::string& text) const;
  // `tessera <args>` on the running provider; its JSON.
  boost::json::object run(std::vector<std::string> args);
  // The same as an administrator of it.
  boost::json::object administer(std::vector<std::string> args);
  [[nodiscard]] TimePoint now() const { return SystemClock().now() + ahead_; }
  test::OneTimeCodes codes;

 private:
  Provider();
  void start();
  test::TempFolder folder_;
  std::unique_ptr<Receiver> receiver_;
  std::unique_ptr<test::DevServer> server_;
  int port_ = 0;
  test::Demo demo_;
  boost::json::object metadata_;
  std::string socket_;
  std::vector<std::string> cookies_of_ada_;
  [[nodiscard]] const DemoPerson& next_of(const std::string& kind);
  std::size_t turn_ = 0;
  int clients_ = 0;
  seconds ahead_{0};
};

// A registration that may do what the modules of Basic OP ask for.
[[nodiscard]] boost::json::object registration_for(const Variant& variant);

// The scripted browser: opens the request, signs the person in when asked, agrees, and answers what
// the client received. with `post` the request is sent as a form.
struct Visit {
  Browser& browser;
  const DemoPerson& person;
  bool post = false;
  bool cancel = false;  // presses "cancel" instead of signing in
};
[[nodiscard]] Response authorize(const Visit& visit, const Fields& request);

[[nodiscard]] Tokens redeem(Browser& browser, const TestClient& client, const std::string& code,
                            const Fields& more = {});
[[nodiscard]] Tokens refresh(Browser& browser, const TestClient& client, const std::string& token,
                             const Fields& more = {});
// A compact JWS with one of the algorithms that fit the key: RS256 or ES256 unless named.
[[nodiscard]] std::string sign(const jose::Key& key, const std::string& kid,
                               const boost::json::object& claims, const std::string& typ = "JWT",
                               std::optional<jose::SignAlg> alg = std::nullopt);
// {"keys": [...]} of one public key.
[[nodiscard]] boost::json::object jwks_of(const jose::Key& key, const std::string& kid = "key");
// A POST to the token endpoint with the client's own way to authenticate.
[[nodiscard]] Tokens ask_token(Browser& browser, const TestClient& client, Fields form);
[[nodiscard]] Answer userinfo(Browser& browser, const std::string& access_token);
[[nodiscard]] std::string random_text(std::size_t bytes = 16);

}  // namespace tessera::conformance
