#include "bench/full/scenarios.hpp"

#include <mutex>
#include <set>
#include <stdexcept>

#include <boost/json/parse.hpp>

#include <tessera/authn/session.hpp>
#include <tessera/codec/base64url.hpp>
#include <tessera/codec/url.hpp>
#include <tessera/crypto/totp.hpp>

#include "endpoints/web.hpp"

namespace tessera::bench {
namespace {

namespace json = boost::json;

// Steps of people's one-time codes that were used: none serves twice.
class Codes {
 public:
  explicit Codes(std::size_t people) : used_(people, 0) {}
  std::string next(const std::vector<Login>& people, std::size_t person) {
    const auto now = crypto::totp_step(SystemClock().now());
    const auto step = std::max(used_[person] + 1, now - 1);
    if (step > now + 1) throw std::runtime_error("more log-ins of one person than one-time codes");
    used_[person] = step;
    return crypto::totp_code(people[person].totp, step);
  }

 private:
  std::vector<std::int64_t> used_;
};

}  // namespace

std::string between(const std::string& text, std::string_view from, char to) {
  const auto at = text.find(from);
  if (at == std::string::npos) throw std::runtime_error("no " + std::string(from) + " in the page");
  const auto begin = at + from.size();
  return text.substr(begin, text.find(to, begin) - begin);
}

std::string unescaped(std::string text) {
  for (std::size_t at = 0; (at = text.find("&amp;", at)) != std::string::npos; ++at)
    text.replace(at, 5, "&");
  return text;
}

std::string local_path(const Answer& answer, const Target& target) {
  auto location = answer.header("location");
  if (location.starts_with(target.origin)) location.erase(0, target.origin.size());
  return location;
}

std::string authorize_path(const Portal& portal, std::string_view scope, std::string_view more) {
  return "/oauth2/authorize?" +
         form({{"response_type", "code"},
               {"client_id", portal.id},
               {"redirect_uri", std::string(kRedirect)},
               {"scope", std::string(scope)},
               {"state", "s1"},
               {"nonce", "n1"}}) +
         std::string(more);
}

Task<> redeem(Link& link, const Portal& portal, const std::string& code) {
  const auto fields = form({{"grant_type", "authorization_code"},
                            {"code", code},
                            {"redirect_uri", std::string(kRedirect)}});
  const auto answer = co_await link.ask(
      post_form(link.target(), "/oauth2/token", fields, basic(portal.id, portal.secret)));
  expect_status(answer, 200, "token");
  if (answer.body.find("\"id_token\"") == std::string::npos)
    throw std::runtime_error("no id_token");
}

std::string form_fields(const Target& target, const Cookies& cookies) {
  return "Origin: " + target.origin + "\r\n" + cookies.field();
}

std::string member_of(const std::string& body, std::string_view name) {
  const auto key = '"' + std::string(name) + "\":\"";
  const auto at = body.find(key);
  if (at == std::string::npos) throw std::runtime_error("no " + std::string(name) + " in " + body);
  const auto begin = at + key.size();
  return body.substr(begin, body.find('"', begin) - begin);
}

std::string code_of(const Answer& answer) {
  const auto location = answer.header("location");
  if (!location.starts_with(kRedirect)) throw std::runtime_error("not at the portal: " + location);
  return between(location + '&', "code=", '&');
}

std::string session_field(const Contents& contents, std::size_t turn) {
  const auto& cookie = contents.cookies[turn % contents.cookies.size()];
  return "Cookie: " + std::string(authn::kSessionCookie) + '=' + cookie + "\r\n";
}

void expect_status(const Answer& answer, int status, std::string_view what) {
  if (answer.status == status) return;
  throw std::runtime_error(std::string(what) + " answered " + std::to_string(answer.status) + " " +
                           answer.header("location") + " " + answer.body.substr(0, 300));
}

std::string form(const std::vector<std::pair<std::string, std::string>>& fields) {
  std::string out;
  for (const auto& [name, value] : fields) {
    out += (out.empty() ? "" : "&") + name + '=' + codec::encode_component(value);
  }
  return out;
}

std::string jwt_header(const Answer& answer, std::string_view member) {
  const auto token = member_of(answer.body, member);
  const auto bytes = codec::from_base64url(token.substr(0, token.find('.')));
  if (!bytes) throw std::runtime_error("not a JWT");
  const auto header = json::parse(as_text(*bytes)).as_object();
  return std::string(header.at("alg").as_string()) + ' ' +
         std::string(header.at("typ").as_string());
}

SignInPage read_sign_in_page(const Answer& answer) {
  expect_status(answer, 200, "sign-in page");
  return {unescaped(between(answer.body, "method=\"post\" action=\"", '"')),
          unescaped(between(answer.body, "name=\"csrf\" value=\"", '"'))};
}

Scenario fetch_path(std::string path) {
  return [path = std::move(path)](Link& link, std::size_t) -> Task<> {
    const auto answer = co_await link.ask(get(link.target(), path));
    expect_status(answer, 200, path);
  };
}

Scenario client_credentials(const std::vector<Machine>& machines) {
  return [&machines](Link& link, std::size_t turn) -> Task<> {
    const auto& client = machines[turn % machines.size()];
    const auto request = post_form(link.target(), "/oauth2/token",
                                   "grant_type=client_credentials&scope=statistics%3Aread",
                                   basic(client.id, client.secret));
    const auto answer = co_await link.ask(request);
    expect_status(answer, 200, "client_credentials");
  };
}

Scenario introspect(const Portal& portal, Tokens tokens) {
  return [field = basic(portal.id, portal.secret), tokens](Link& link, std::size_t turn) -> Task<> {
    const auto& token = (*tokens)[turn % tokens->size()];
    const auto answer =
        co_await link.ask(post_form(link.target(), "/oauth2/introspect", "token=" + token, field));
    expect_status(answer, 200, "introspect");
    if (answer.body.find("\"active\":true") == std::string::npos)
      throw std::runtime_error("not active");
  };
}

Scenario userinfo(Tokens tokens) {
  return [tokens](Link& link, std::size_t turn) -> Task<> {
    const auto& token = (*tokens)[turn % tokens->size()];
    const auto answer = co_await link.ask(
        get(link.target(), "/oauth2/userinfo", "Authorization: Bearer " + token + "\r\n"));
    expect_status(answer, 200, "userinfo");
  };
}

Scenario refresh(Portal& portal) {
  return
      [&portal, field = basic(portal.id, portal.secret)](Link& link, std::size_t turn) -> Task<> {
        auto& token = portal.refresh[turn % portal.refresh.size()];
        const auto sent =
            token;  // a slow turn may meet the next one of its family: both get the same successor
        const auto request = post_form(link.target(), "/oauth2/token",
                                       "grant_type=refresh_token&refresh_token=" + sent, field);
        const auto answer = co_await link.ask(request);
        expect_status(answer, 200, "refresh");
        auto successor = member_of(answer.body, "refresh_token");
        if (successor == sent) throw std::runtime_error("not rotated");
        token = std::move(successor);
      };
}

Scenario show_account(const Contents& contents) {
  return [&contents](Link& link, std::size_t turn) -> Task<> {
    const auto field = session_field(contents, turn);
    const auto answer = co_await link.ask(get(link.target(), "/account", field));
    expect_status(answer, 200, "account");
  };
}

Scenario single_sign_on(const Contents& contents) {
  const auto path = authorize_path(contents.rs256, "openid email", "&prompt=none");
  return [&contents, path](Link& link, std::size_t turn) -> Task<> {
    const auto field = session_field(contents, turn);
    const auto answer = co_await link.ask(get(link.target(), path, field));
    if (answer.status != 302 && answer.status != 303) expect_status(answer, 303, "authorize");
    co_await redeem(link, contents.rs256, code_of(answer));
  };
}

Task<std::string> code_by_password(Link& link, std::string path, const Login& login,
                                   std::function<std::string()> one_time) {
  const auto& target = link.target();
  Cookies cookies;
  cookies.set(std::string(endpoints::kDeviceCookie), login.device);
  auto answer = co_await link.ask(get(target, path));
  expect_status(answer, 303, "authorize");
  answer = co_await link.ask(get(target, local_path(answer, target), cookies.field()));
  cookies.take(answer);
  auto page = read_sign_in_page(answer);
  auto fields = form({{"csrf", page.csrf},
                      {"action", "continue"},
                      {"username", login.login},
                      {"password", login.password}});
  answer = co_await link.ask(post_form(target, page.action, fields, form_fields(target, cookies)));
  cookies.take(answer);
  if (one_time) {
    page = read_sign_in_page(answer);
    fields = form(
        {{"csrf", page.csrf}, {"action", "continue"}, {"method", "totp"}, {"code", one_time()}});
    answer =
        co_await link.ask(post_form(target, page.action, fields, form_fields(target, cookies)));
    cookies.take(answer);
  }
  expect_status(answer, 303, "sign-in");
  answer = co_await link.ask(get(target, local_path(answer, target), cookies.field()));
  expect_status(answer, 303, "authorize again");
  co_return code_of(answer);
}

Scenario log_in(const Contents& contents, bool with_code) {
  const auto& people = with_code ? contents.with_code : contents.password_only;
  const auto path = authorize_path(contents.rs256, with_code ? "openid email" : "openid", "");
  const auto codes = std::make_shared<Codes>(people.size());
  return [&contents, &people, path, codes, with_code](Link& link, std::size_t turn) -> Task<> {
    const auto person = turn % people.size();
    std::function<std::string()> one_time;
    if (with_code) one_time = [&] { return codes->next(people, person); };
    const auto code = co_await code_by_password(link, path, people[person], std::move(one_time));
    co_await redeem(link, contents.rs256, code);
  };
}

}  // namespace tessera::bench
