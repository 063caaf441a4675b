#include "bench/full/proof_scenarios.hpp"

#include <stdexcept>

#include <boost/asio/execution/context.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/query.hpp>
#include <boost/asio/this_coro.hpp>

#include <tessera/codec/base64url.hpp>

#include "endpoints/web.hpp"
#include "tests/support/bound_passkey.hpp"

namespace tessera::bench {
namespace {

struct Opened {
  Cookies cookies;
  Answer page;
};

// From the portal to the sign-in page.
Task<Opened> open_sign_in(Link& link, const std::string& path, const std::string& device) {
  const auto& target = link.target();
  Opened out;
  out.cookies.set(std::string(endpoints::kDeviceCookie), device);
  const auto sent = co_await link.ask(get(target, path));
  expect_status(sent, 303, "authorize");
  out.page = co_await link.ask(get(target, local_path(sent, target), out.cookies.field()));
  expect_status(out.page, 200, "sign-in page");
  out.cookies.take(out.page);
  co_return out;
}

// From the right proof to the tokens.
Task<> finish(Link& link, const Portal& portal, Cookies& cookies, const Answer& proven) {
  const auto& target = link.target();
  expect_status(proven, 303, "proof");
  cookies.take(proven);
  const auto answer = co_await link.ask(get(target, local_path(proven, target), cookies.field()));
  expect_status(answer, 303, "authorize again");
  co_await redeem(link, portal, code_of(answer));
}

}  // namespace

Scenario log_in_by_passkey(const Contents& contents) {
  const auto path = authorize_path(contents.rs256, "openid email", "");
  return [&contents, path](Link& link, std::size_t turn) -> Task<> {
    const auto& holder = contents.with_passkey[turn % contents.with_passkey.size()];
    const auto& target = link.target();
    auto opened = co_await open_sign_in(link, path, holder.device);
    const auto page = read_sign_in_page(opened.page);
    const auto& body = opened.page.body;
    const auto challenge =
        codec::from_base64url(between(body, "&quot;challenge&quot;:&quot;", '&')).value();
    const auto fields = form({{"csrf", page.csrf},
                              {"action", "passkey"},
                              {"method", "passkey"},
                              {"challenge", between(body, "name=\"challenge\" value=\"", '"')},
                              {"response", test::assertion_json(holder.key, challenge)}});
    const auto proven = co_await link.ask(
        post_form(target, page.action, fields, form_fields(target, opened.cookies)));
    co_await finish(link, contents.rs256, opened.cookies, proven);
  };
}

Scenario log_in_by_card(const Contents& contents, const Target& reader) {
  const auto path = authorize_path(contents.rs256, "openid email", "");
  return [&contents, reader, path](Link& link, std::size_t turn) -> Task<> {
    const auto& holder = contents.with_card[turn % contents.with_card.size()];
    const auto& target = link.target();
    auto opened = co_await open_sign_in(link, path, holder.device);
    const auto way =
        unescaped(between(opened.page.body, "id=\"certificate-continue\" href=\"", '"'));
    const auto sent = co_await link.ask(get(target, way, opened.cookies.field()));
    expect_status(sent, 303, "way to the card");
    const auto executor = co_await boost::asio::this_coro::executor;
    auto& io = static_cast<boost::asio::io_context&>(
        boost::asio::query(executor, boost::asio::execution::context));
    Link at_reader(io, *holder.card, reader);
    co_await at_reader.open();
    const auto read = co_await at_reader.ask(get(reader, local_path(sent, reader)));
    expect_status(read, 303, "card");
    const auto proven =
        co_await link.ask(get(target, local_path(read, target), opened.cookies.field()));
    co_await finish(link, contents.rs256, opened.cookies, proven);
  };
}

}  // namespace tessera::bench
