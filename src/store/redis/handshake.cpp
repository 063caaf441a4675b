#include "store/redis/handshake.hpp"

#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include "store/redis/codec.hpp"
#include "store/redis/sentinel.hpp"

namespace tessera::store::redis {
namespace {

Task<> log_in(Transport& transport, std::string username, std::string password) {
  if (password.empty()) co_return;
  std::vector<std::string> args{"AUTH"};
  if (!username.empty()) args.push_back(username);
  args.push_back(password);
  co_await ask(transport, std::move(args));
}

// A demoted or not yet promoted server must not be taken for the master.
Task<> check_master(Transport& transport) {
  const Reply role = co_await ask(transport, std::vector<std::string>{"ROLE"});
  if (role.items.empty() || role.items[0].text != "master") {
    throw std::runtime_error("redis: the server that Sentinel named is not a master");
  }
}

}  // namespace

Task<Reply> ask(Transport& transport, std::vector<std::string> args) {
  std::string out;
  append_command(out, args);
  transport.write(out, [](boost::system::error_code) {});  // a failure shows in the read
  Reader reader;
  std::array<char, 4096> buffer{};
  for (;;) {
    const std::size_t n = co_await transport.read(buffer);
    reader.feed({buffer.data(), n});
    if (auto reply = reader.next()) {
      if (reply->type == Reply::Type::error) throw std::runtime_error("redis: " + reply->text);
      co_return std::move(*reply);
    }
  }
}

Task<std::shared_ptr<Transport>> connect_ready(const Address& address,
                                               const ClientOptions& options) {
  Address target = address;
  const bool by_sentinel = address.kind == Address::Kind::sentinel;
  if (by_sentinel) {
    target.server = co_await find_master(address);
    target.kind = Address::Kind::tcp;
  }
  auto transport = co_await open_transport(target);
  const bool own = !options.password.empty();
  co_await log_in(*transport, own ? options.username : address.username,
                  own ? options.password : address.password);
  if (by_sentinel) co_await check_master(*transport);
  if (address.database != 0) {
    std::vector<std::string> select{"SELECT", std::to_string(address.database)};
    co_await ask(*transport, std::move(select));
  }
  co_return transport;
}

}  // namespace tessera::store::redis
