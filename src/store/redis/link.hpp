// One pipelined connection of one io thread: commands of one turn of the event loop leave in one
// write, replies come back in order. A command in flight when the connection is lost is answered
// Unavailable and never sent again. Every member is called on its io thread (start and stop
// excepted).
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "store/redis/address.hpp"
#include "store/redis/client.hpp"
#include "store/redis/codec.hpp"
#include "store/redis/transport.hpp"

namespace tessera::store::redis {

class Link : public std::enable_shared_from_this<Link> {
 public:
  Link(boost::asio::any_io_executor executor, Address address, ClientOptions options);
  void start();
  void stop();
  // `commands` are encoded, `count` of them; replies in order, error replies included as they are.
  // Throws Unavailable. Cancel-safe: the replies of a cancelled task are read and dropped.
  [[nodiscard]] Task<std::vector<Reply>> send(std::string commands, std::size_t count);
  // The server said that it must not be used (READONLY ...): connect anew.
  void drop();

 private:
  enum class State { connecting, ready, down };
  struct Waiter;

  [[nodiscard]] Task<> run();
  [[nodiscard]] Task<bool> connect();
  [[nodiscard]] Task<> read_until_lost();
  [[nodiscard]] Task<> pause();
  void flush_soon();
  void write_more();
  void deliver(Reply reply);
  void fail_all(const std::string& detail);
  void timed_out(const Waiter& waiter);

  boost::asio::any_io_executor executor_;
  Address address_;
  ClientOptions options_;
  boost::asio::steady_timer retry_;
  Duration delay_{0};
  State state_ = State::connecting;
  bool stopped_ = false;
  bool writing_ = false;
  std::shared_ptr<Transport> transport_;
  std::string out_;        // of this turn
  std::string in_flight_;  // being written
  std::deque<std::shared_ptr<Waiter>> waiters_;
  std::chrono::steady_clock::time_point last_read_;
};

}  // namespace tessera::store::redis
