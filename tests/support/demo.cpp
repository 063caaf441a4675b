#include "tests/support/demo.hpp"

#include <chrono>
#include <stdexcept>
#include <thread>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/codec/base64url.hpp>
#include <tessera/crypto/digest.hpp>
#include <tessera/crypto/random.hpp>
#include <tessera/crypto/totp.hpp>

#include "tests/support/program.hpp"

namespace tessera::test {
namespace json = boost::json;
namespace {

std::string text_of(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : "";
}

std::vector<std::string> texts_of(const json::object& object, std::string_view name) {
  std::vector<std::string> out;
  if (const auto* list = object.if_contains(name); list != nullptr && list->is_array()) {
    for (const auto& item : list->as_array()) out.emplace_back(item.as_string());
  }
  return out;
}

std::string random_text() {
  return codec::to_base64url(crypto::SystemRandom().bytes(32));
}

SignIn enter_code(Browser& browser, Answer page, const DemoPerson& person, OneTimeCodes& codes) {
  const auto form = find_form(page.body, "sign-in-code");
  if (!form) return {.last = std::move(page)};
  auto answer =
      browser.post(form->action, fill(*form, {{"one-time-code", codes.next(person.totp_secret)}}));
  if (!answer.redirects()) return {.last = std::move(answer)};
  return {.done = true, .last = browser.follow(std::move(answer))};
}

}  // namespace

const DemoPerson& Demo::person(const std::string& login) const {
  for (const auto& one : people) {
    if (one.login == login) return one;
  }
  throw std::out_of_range("no demo person " + login);
}

const DemoClient& Demo::client(const std::string& key) const {
  for (const auto& one : clients) {
    if (one.key == key) return one;
  }
  throw std::out_of_range("no demo client " + key);
}

Demo read_demo(const std::filesystem::path& demo_json) {
  const auto root = json::parse(read_file(demo_json)).as_object();
  Demo demo{.issuer = text_of(root, "issuer"),
            .ca_file = text_of(root, "ca_file"),
            .management = text_of(root, "management")};
  for (const auto& entry : root.at("people").as_array()) {
    const auto& one = entry.as_object();
    demo.people.push_back({.id = text_of(one, "id"),
                           .login = text_of(one, "login"),
                           .password = text_of(one, "password"),
                           .totp_secret = text_of(one, "totp_secret"),
                           .kind = text_of(one, "kind"),
                           .roles = texts_of(one, "roles")});
  }
  for (const auto& entry : root.at("clients").as_array()) {
    const auto& one = entry.as_object();
    demo.clients.push_back({.key = text_of(one, "key"),
                            .client_id = text_of(one, "client_id"),
                            .client_secret = text_of(one, "client_secret"),
                            .redirect_uris = texts_of(one, "redirect_uris")});
  }
  return demo;
}

std::int64_t totp_step_now() {
  return crypto::totp_step(SystemClock().now());
}

std::string base32_bytes(const std::string& base32) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string out;
  unsigned value = 0;
  int bits = 0;
  for (const char c : base32) {
    const auto digit = kAlphabet.find(c);
    if (digit == std::string_view::npos) continue;
    value = (value << 5 | static_cast<unsigned>(digit)) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    out += static_cast<char>(value >> bits & 0xff);
  }
  return out;
}

std::string totp_code_of(const std::string& base32, std::int64_t step) {
  const auto secret = base32_bytes(base32);
  return crypto::totp_code(as_bytes(secret), step);
}

std::optional<std::string> OneTimeCodes::try_next(const std::string& base32) {
  const std::lock_guard lock(mutex_);
  const auto now = crypto::totp_step(SystemClock().now() + ahead_);
  const auto used = used_.find(base32);
  const auto step = used == used_.end() ? now : std::max(now, used->second + 1);
  if (step > now + 1) return std::nullopt;
  used_[base32] = step;
  return totp_code_of(base32, step);
}

std::string OneTimeCodes::next(const std::string& base32) {
  for (;;) {
    if (auto code = try_next(base32)) return *code;
    std::this_thread::sleep_for(milliseconds{200});
  }
}

SignIn sign_in(Browser& browser, const Answer& page, const DemoPerson& person,
               OneTimeCodes& codes) {
  const auto form = find_form(page.body, "sign-in");
  if (!form) return {.last = page};
  auto answer = browser.post(form->action, fill(*form, {{"username", person.login},
                                                        {"current-password", person.password}}));
  return enter_code(browser, browser.follow(std::move(answer)), person, codes);
}

SignIn sign_in(Browser& browser, const DemoPerson& person, OneTimeCodes& codes) {
  return sign_in(browser, browser.follow(browser.get("/account")), person, codes);
}

Authorization authorize(Browser& browser, const DemoClient& client, const DemoPerson& person,
                        OneTimeCodes& codes, const std::string& scope) {
  Authorization out{.code = {},
                    .verifier = random_text(),
                    .redirect_uri = client.redirect_uris.at(0),
                    .last = {}};
  const auto state = random_text();
  const auto challenge = codec::to_base64url(crypto::sha256(as_bytes(out.verifier)));
  const Fields query{{"response_type", "code"},
                     {"client_id", client.client_id},
                     {"redirect_uri", out.redirect_uri},
                     {"scope", scope},
                     {"state", state},
                     {"nonce", random_text()},
                     {"code_challenge", challenge},
                     {"code_challenge_method", "S256"}};
  out.last = browser.follow(browser.get("/oauth2/authorize?" + Browser::encode(query)));
  if (find_form(out.last.body, "sign-in"))
    out.last = sign_in(browser, out.last, person, codes).last;
  if (const auto consent = find_form(out.last.body, "consent")) {
    out.last = browser.follow(browser.post(consent->action, fill(*consent, {})));
  }
  const auto to = out.last.header("location");
  if (out.last.redirects() && to.starts_with(out.redirect_uri) &&
      query_value(to, "state") == state) {
    out.code = query_value(to, "code");
  }
  return out;
}

Fields redeem_form(const Authorization& authorization, const DemoClient& client) {
  Fields form{{"grant_type", "authorization_code"},
              {"code", authorization.code},
              {"redirect_uri", authorization.redirect_uri},
              {"code_verifier", authorization.verifier}};
  if (client.client_secret.empty()) form.emplace_back("client_id", client.client_id);
  return form;
}

Answer redeem(Browser& portal, const DemoClient& client, const Authorization& authorization) {
  return portal.post("/oauth2/token", redeem_form(authorization, client),
                     client.client_secret.empty() ? "" : client.basic());
}

Answer refresh(Browser& portal, const DemoClient& client, const std::string& token) {
  return portal.post("/oauth2/token", {{"grant_type", "refresh_token"}, {"refresh_token", token}},
                     client.basic());
}

Answer machine_token(Browser& portal, const DemoClient& client) {
  return portal.post("/oauth2/token", {{"grant_type", "client_credentials"}}, client.basic());
}

std::string json_text(const std::string& text, const std::string& member) {
  boost::system::error_code ec;
  const auto value = json::parse(text, ec);
  if (ec || !value.is_object()) return "";
  const auto* found = value.as_object().if_contains(member);
  if (found == nullptr) return "";
  return found->is_string() ? std::string(found->as_string()) : json::serialize(*found);
}

std::string claim_of(const std::string& token, const std::string& claim) {
  const auto first = token.find('.');
  const auto second = token.find('.', first + 1);
  if (second == std::string::npos) return "";
  const auto payload = codec::from_base64url(token.substr(first + 1, second - first - 1));
  return payload ? json_text(std::string(payload->begin(), payload->end()), claim) : "";
}

std::string query_value(const std::string& url, const std::string& name) {
  auto at = url.find('?');
  while (at != std::string::npos) {
    const auto end = url.find_first_of("&#", at + 1);
    const auto pair = url.substr(at + 1, end == std::string::npos ? end : end - at - 1);
    const auto equals = pair.find('=');
    if (pair.substr(0, equals) == name && equals != std::string::npos) {
      std::string out;
      for (auto i = equals + 1; i < pair.size(); ++i) {
        if (pair[i] == '%' && i + 2 < pair.size()) {
          out += static_cast<char>(std::stoi(pair.substr(i + 1, 2), nullptr, 16));
          i += 2;
        } else {
          out += pair[i];
        }
      }
      return out;
    }
    at = end != std::string::npos && url[end] == '&' ? end : std::string::npos;
  }
  return "";
}

}  // namespace tessera::test
