// What the suite checks in every module (OpenID Connect Core 3.1.2.5, 3.1.3.3, 3.1.3.7, 5.3).
#pragma once

#include <initializer_list>
#include <string>

#include <boost/json/object.hpp>

#include "tests/conformance/suite.hpp"

namespace tessera::conformance {

// A successful authorization response: in its place, state and iss right, nothing twice.
void check_response(const Response& response, const Variant& variant, const std::string& state);
// An error response with one of the codes, in its place, with the state and nothing else of worth.
void check_error(const Response& response, const Variant& variant, const std::string& state,
                 const std::vector<std::string>& codes);
// A page of the provider: the browser was not sent to the client.
void check_error_page(const Response& response);
void check_tokens(const Tokens& tokens);
// RFC 6749 5.2.
void check_token_error(const Tokens& tokens, const std::vector<std::string>& codes);

struct IdTokenWish {
  const TestClient& client;
  std::string nonce;  // "": none was sent, none may come back
  jose::SignAlg alg = jose::SignAlg::rs256;
};
// The claims of an ID token after every check; empty if it fails.
[[nodiscard]] boost::json::object read_id_token(const std::string& token, const IdTokenWish& wish);
[[nodiscard]] boost::json::object read_userinfo(const Answer& answer, const std::string& subject);
// at_hash, c_hash: the left half of SHA-256.
[[nodiscard]] std::string half_hash(const std::string& text);

}  // namespace tessera::conformance
