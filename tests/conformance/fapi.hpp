// The client of the FAPI 2.0 plans: it authenticates by a signed assertion or a certificate, binds
// its tokens to a DPoP key or to the certificate, and pushes its requests.
#pragma once

#include <filesystem>

#include "tests/conformance/checks.hpp"

namespace tessera::conformance {

struct FapiVariant {
  std::string name;
  bool mtls_auth = false;   // else private_key_jwt
  bool mtls_bound = false;  // else DPoP
  bool openid = true;       // else plain OAuth
  bool signed_request = false;
  bool jarm = false;
  std::string delivery{};  // of CIBA: "poll", "ping"
  friend void PrintTo(const FapiVariant& variant, std::ostream* out) { *out << variant.name; }
};

// A client with its keys.
struct Party {
  TestClient client;
  jose::Key key;  // signs assertions and request objects
  jose::SignAlg alg = jose::SignAlg::es256;
  jose::Key dpop;
  jose::Key certificate;          // public key of its TLS certificate
  std::unique_ptr<Browser> back;  // its own connection, with the certificate if it has one
  std::string name{};             // of its registration
  std::string notified_at{};      // path of its server for pings
};

// Changes to an assertion, a request object or a proof; null removes a member.
using Changes = boost::json::object;
struct JwtWish {
  Changes claims;
  Changes header;
  std::optional<jose::Key> key;  // another than the party's
  std::optional<jose::SignAlg> alg;
  bool unsigned_ = false;
};

struct TokenWish {
  JwtWish assertion;
  JwtWish proof;
  bool push_with_proof = false;  // RFC 9449 10.1
  bool with_assertion = true;
  bool with_proof = true;
  std::optional<std::string> client_id;  // another than the party's
};

struct FapiLogin {
  Response response;
  Tokens tokens;
  boost::json::object id;
  [[nodiscard]] std::string access_token() const { return tokens.text("access_token"); }
};

class Fapi : public ::testing::TestWithParam<FapiVariant> {
 protected:
  Fapi();
  [[nodiscard]] Party make_party(int number);
  [[nodiscard]] std::string assertion(const Party& party, const JwtWish& wish = {}) const;
  [[nodiscard]] std::string proof(const Party& party, const std::string& method,
                                  const std::string& url, const std::string& access_token,
                                  const JwtWish& wish = {}) const;
  // The parameters of an ordinary request; state, nonce and verifier are kept.
  [[nodiscard]] Fields request(const Party& party, const Fields& more = {});
  // As the variant sends them: as they are, or in a signed object.
  [[nodiscard]] Fields pack(const Party& party, const Fields& parameters,
                            const JwtWish& object = {}) const;
  [[nodiscard]] std::string signed_object(const Party& party, const Fields& parameters,
                                          const JwtWish& object = {}) const;
  // With the party's own way to authenticate.
  [[nodiscard]] Fields authenticated(const Party& party, Fields form,
                                     const TokenWish& wish = {}) const;
  [[nodiscard]] Answer push(const Party& party, Fields parameters, const TokenWish& wish = {});
  // request_uri of a request that must be taken.
  [[nodiscard]] std::string pushed(const Party& party, const Fields& parameters);
  [[nodiscard]] Response visit(const Party& party, const std::string& request_uri,
                               const Fields& more = {}, bool cancel = false);
  [[nodiscard]] Tokens ask(const Party& party, Fields form, const TokenWish& wish = {});
  [[nodiscard]] Tokens redeem_code(const Party& party, const std::string& code,
                                   const TokenWish& wish = {});
  // The whole happy flow with its checks.
  FapiLogin log_in(const Party& party, const Fields& more = {});
  FapiLogin finish(const Party& party, Response response);
  // The protected resource: UserInfo, or introspection of the token in plain OAuth.
  [[nodiscard]] Answer resource(const Party& party, const std::string& access_token,
                                const JwtWish& wish = {}, const std::string& scheme = {});
  [[nodiscard]] Answer introspected(const Party& party, const std::string& access_token);
  [[nodiscard]] std::string endpoint(const Party& party, const std::string& name) const;
  void check_success(const Party& party, const Response& response);
  // The fields of a response, out of its signed object if the variant has one (JARM 2.4).
  [[nodiscard]] Response unpacked(const Party& party, Response response);
  void expect_refused(const Answer& answer, const std::vector<std::string>& codes);

  const FapiVariant& variant = GetParam();
  Provider& provider = Provider::instance();
  std::unique_ptr<Browser> browser;
  const DemoPerson* person;
  Party first, second;
  std::string state, nonce, verifier;

 private:
  void add_delivery(Party& party, boost::json::object& registration);
};

}  // namespace tessera::conformance
