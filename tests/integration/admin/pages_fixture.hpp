// A browser of each person on the pages of administration.
#pragma once

#include "tests/integration/admin/fixture.hpp"

namespace tessera::endpoints {

inline constexpr std::string_view kCookie = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

class AdminPagesTest : public AdminTest {
 protected:
  http::Response visit(const Uuid& person, http::Method method, std::string target,
                       std::string body = {}, Acr acr = Acr::aal2_phr) {
    const auto session = make_uuid4(random);
    sessions_.live[session] = {.id = session, .person = person, .acr = acr};
    http::Request request{
        .method = method, .body = std::move(body), .host = "localhost", .context = fresh_context()};
    request.context.locale = "en";
    const auto mark = target.find('?');
    request.path = target.substr(0, mark);
    if (mark != std::string::npos) request.query = target.substr(mark + 1);
    request.headers = {{"cookie", "__Host-session=" + to_string(session) +
                                      "; __Host-csrf=" + std::string(kCookie)},
                       {"origin", "https://localhost"},
                       {"content-type", "application/x-www-form-urlencoded"}};
    const auto match = pages_.find(method, request.path);
    if (match.route == nullptr) return {.status = 404};
    request.params = match.params;
    return run([&] { return match.route->handler(request); });
  }
  http::Response get(const Uuid& person, const std::string& target) {
    return visit(person, http::Method::get, target);
  }
  http::Response post(const Uuid& person, const std::string& target, const std::string& fields) {
    return visit(person, http::Method::post, target,
                 fields + "&csrf=" + csrf_token(*keyring().get(), kCookie));
  }
};

}  // namespace tessera::endpoints
