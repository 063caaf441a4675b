// What one turn of each row does. Every scenario checks its answers and throws for a wrong one.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bench/full/fill.hpp"
#include "bench/full/load.hpp"

namespace tessera::bench {

[[nodiscard]] Scenario fetch_path(std::string path);
[[nodiscard]] Scenario client_credentials(const std::vector<Machine>& machines);
using Tokens = std::shared_ptr<const std::vector<std::string>>;
[[nodiscard]] Scenario introspect(const Portal& portal, Tokens tokens);
[[nodiscard]] Scenario userinfo(Tokens tokens);
// Keeps the successor of each family in `portal`.
[[nodiscard]] Scenario refresh(Portal& portal);
[[nodiscard]] Scenario show_account(const Contents& contents);
// A portal asks again while the session lives: authorize with prompt=none, then the code at the
// token endpoint.
[[nodiscard]] Scenario single_sign_on(const Contents& contents);
// Code flow from the portal's redirect to its tokens: authorize, sign-in page, password (and
// one-time code), back to authorize, code, token. Each turn is another person, in a
// browser where that person signed in before and out again.
[[nodiscard]] Scenario log_in(const Contents& contents, bool with_code);

// Parts that the timing check shares.
struct SignInPage {
  std::string action;  // local path with the sealed flow
  std::string csrf;
};
[[nodiscard]] SignInPage read_sign_in_page(const Answer& answer);
[[nodiscard]] std::string form(const std::vector<std::pair<std::string, std::string>>& fields);
// The value of a string member without a parse of the whole.
[[nodiscard]] std::string member_of(const std::string& body, std::string_view name);
// The code with which the server sends the browser back to the portal.
[[nodiscard]] std::string code_of(const Answer& answer);
[[nodiscard]] std::string session_field(const Contents& contents, std::size_t turn);
inline constexpr std::string_view kRedirect = "http://localhost:9080/cb";
// From the portal's redirect to its code, by a browser that the person is known in. one_time: asked
// for when the page does; null: it does not.
[[nodiscard]] Task<std::string> code_by_password(Link& link, std::string path, const Login& login,
                                                 std::function<std::string()> one_time);
// The text after `from`, up to the character.
[[nodiscard]] std::string between(const std::string& text, std::string_view from, char to);
[[nodiscard]] std::string unescaped(std::string text);
// A Location of the server's own, as a path.
[[nodiscard]] std::string local_path(const Answer& answer, const Target& target);
[[nodiscard]] std::string authorize_path(const Portal& portal, std::string_view scope,
                                         std::string_view more);
[[nodiscard]] Task<> redeem(Link& link, const Portal& portal, const std::string& code);
// Header lines of a form that a page of ours sends.
[[nodiscard]] std::string form_fields(const Target& target, const Cookies& cookies);
void expect_status(const Answer& answer, int status, std::string_view what);

// The header of the JWT that is the member's value: "ES256 at+jwt".
[[nodiscard]] std::string jwt_header(const Answer& answer, std::string_view member);

}  // namespace tessera::bench
