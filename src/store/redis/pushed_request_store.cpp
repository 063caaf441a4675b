#include "store/redis/pushed_request_store.hpp"

namespace tessera::store::redis {
namespace {

std::string key_of(const Bytes& hash) {
  return "par:{" + to_hex(hash) + "}";
}

std::string mark_of(const Bytes& hash) {
  return "par-used:{" + to_hex(hash) + "}";
}

}  // namespace

Task<> PushedRequestStore::save(const Bytes& hash, std::string sealed, seconds life) {
  std::vector<std::string> command{"SET", key_of(hash), std::move(sealed), "EX",
                                   std::to_string(life.count())};
  (void)co_await client_.command(std::move(command));
}

Task<std::optional<std::string>> PushedRequestStore::load(const Bytes& hash) {
  std::vector<std::string> command{"MGET", key_of(hash), mark_of(hash)};
  const auto reply = co_await client_.command(std::move(command));
  if (reply.items.size() != 2 || reply.items[0].is_nil() || !reply.items[1].is_nil())
    co_return std::nullopt;
  co_return reply.items[0].text;
}

Task<bool> PushedRequestStore::is_used(const Bytes& hash) {
  std::vector<std::string> command{"EXISTS", mark_of(hash)};
  co_return (co_await client_.command(std::move(command))).integer > 0;
}

Task<bool> PushedRequestStore::use(const Bytes& hash, seconds remember) {
  std::vector<std::string> command{"SET", mark_of(hash), "1",
                                   "NX",  "EX",          std::to_string(remember.count())};
  co_return !(co_await client_.command(std::move(command))).is_nil();
}

}  // namespace tessera::store::redis
