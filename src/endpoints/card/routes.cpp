#include "endpoints/card/routes.hpp"

#include <memory>

#include <tessera/codec/url.hpp>

namespace tessera::endpoints {
namespace {

constexpr std::size_t kLongestFlow = 6000;
constexpr std::size_t kLongestChallenge = 1000;

http::Response not_ours() {
  http::Response response{.status = 400, .body = "This address is for sign-in with a card.\n"};
  response.header("Content-Type", "text/plain; charset=utf-8");
  return response;
}

// The answer goes to a fixed path of the main listener and opens there with this challenge only,
// which in turn opens in the browser it was made for: who sends somebody else's browser here gains
// nothing.
Task<http::Response> read_card(const CardDeps& deps, http::Request& request,
                               std::string_view back) {
  const auto query = codec::Form::parse(request.query);
  const auto flow = query ? query->value("flow") : std::string();
  const auto challenge = query ? query->value("challenge") : std::string();
  const bool fits = flow.size() <= kLongestFlow && challenge.size() <= kLongestChallenge;
  if (challenge.empty() || !fits) co_return not_ours();
  const auto& web = deps.web;
  const auto reading = co_await deps.reader.read(request.peer_certificate, web.clock.now());
  const auto answer = authn::seal_reading(reading, challenge, *web.keyring.get(), web.random);
  std::vector<std::pair<std::string, std::string>> fields{{"challenge", challenge},
                                                          {"answer", answer}};
  if (!flow.empty()) fields.insert(fields.begin(), {"flow", flow});
  co_return http::redirect(codec::with_query(web.public_url + std::string(back), fields));
}

}  // namespace

void add_card_routes(http::Router& router, const CardDeps& deps) {
  const auto shared = std::make_shared<const CardDeps>(deps);
  const auto add = [&](std::string_view path, std::string_view back) {
    router.add(http::Method::get, std::string(path), [shared, back](http::Request& request) {
      return read_card(*shared, request, back);
    });
  };
  add(kCardSignIn, kCardSignInBack);
  add(kCardRecover, kCardRecoverBack);
  add(kCardBind, kCardBindBack);
  add(kCardDesk, kCardDeskBack);
}

}  // namespace tessera::endpoints
