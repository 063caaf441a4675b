#include "store/redis/sentinel.hpp"

#include <optional>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "store/redis/handshake.hpp"

namespace tessera::store::redis {
namespace asio = boost::asio;
using namespace asio::experimental::awaitable_operators;
namespace {

Task<std::optional<HostPort>> ask_one(HostPort sentinel, std::string master) {
  try {
    Address address{.kind = Address::Kind::tcp};
    address.server = std::move(sentinel);
    const auto transport = co_await open_transport(address);
    std::vector<std::string> question{"SENTINEL", "get-master-addr-by-name", master};
    const Reply reply = co_await ask(*transport, std::move(question));
    transport->close();
    if (reply.items.size() == 2) {
      co_return HostPort{.host = reply.items[0].text, .port = reply.items[1].text};
    }
  } catch (const std::exception&) {
    // The next one may know. (`||` below waits for a success, so a failure has to be one.)
  }
  co_return std::nullopt;
}

Task<std::optional<HostPort>> ask_briefly(HostPort sentinel, std::string master) {
  asio::steady_timer limit(co_await asio::this_coro::executor);
  limit.expires_after(std::chrono::milliseconds(300));
  auto answer = co_await (ask_one(std::move(sentinel), std::move(master)) ||
                          limit.async_wait(asio::use_awaitable));
  if (answer.index() == 1) co_return std::nullopt;
  co_return std::get<0>(std::move(answer));
}

}  // namespace

Task<HostPort> find_master(const Address& address) {
  for (const HostPort& sentinel : address.sentinels) {
    if (auto master = co_await ask_briefly(sentinel, address.master)) co_return std::move(*master);
  }
  throw std::runtime_error("redis: no sentinel knows the master " + address.master);
}

}  // namespace tessera::store::redis
